import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";
import type { CallOptions } from "@kubets/rest";
import type { ApiResource, Discovered } from "./api-resource.ts";
import { byPriority } from "./preferred-resources.ts";
import { nearestNames } from "./suggest.ts";

/** What to look for; without a version the one the server prefers, without a group the first that has it. */
export type ResourceQuery = (
  | { readonly kind: string }
  /** Plural, singular or short. */
  | { readonly resource: string }
  | { readonly shortName: string }
) & {
  /** Empty for the core group. Beside a name, also the beginning of a group where none is called just so. */
  readonly group?: string | undefined;
  readonly version?: string | undefined;
};

/**
 * Finds the descriptor of a resource by what people and manifests call it. All methods reject with reason `NoMatch` where
 * the server has no such resource.
 */
export interface RestMapper {
  /** By group, version and kind, as an object says them; without a version the one the server prefers. */
  descriptorForKind(
    kind: { readonly group: string; readonly version?: string | undefined; readonly kind: string },
    options?: CallOptions,
  ): Promise<ApiResource>;
  /**
   * By a name as kubectl takes it: plural, singular or short, and qualified by group, or by version and group:
   * `deployments`, `deploy.apps`, `deployments.v1.apps`.
   */
  descriptorForResource(name: string, options?: CallOptions): Promise<ApiResource>;
  /** By any of these. Names are matched in any case. */
  findResource(query: ResourceQuery, options?: CallOptions): Promise<ApiResource>;
  /** Forgets what is known; the next look-up asks anew. */
  reset(): void;
}

/** How a mapper behaves. */
export interface RestMapperOptions {
  /** Told when a short name fits other resources beside the one that was taken (F079). */
  readonly onAmbiguous?: ((ambiguity: Ambiguity) => void) | undefined;
}

/** A short name of several resources. */
export interface Ambiguity {
  readonly name: string;
  readonly taken: ApiResource;
  /** Those that it could mean too, of lower priority. */
  readonly others: readonly ApiResource[];
}

/** What a mapper needs of discovery; `createCachedDiscovery` has it. */
export interface ResourceSource {
  resources(options?: CallOptions): Promise<Discovered>;
  invalidate?(): void;
}

/** Whether a server has no resource of that kind or name: not the same as an object that is not found. */
export function isNoMatch(error: unknown): error is KubernetesError {
  return isKubernetesError(error) && error.reason === "NoMatch";
}

/**
 * Creates a mapper over discovery, which should be cached. Where a name is missing in an answer from an earlier look-up,
 * discovery is invalidated and asked once more (F078, C84); a resource that is just being added may need another try.
 */
export function createRestMapper(discovery: ResourceSource, { onAmbiguous }: RestMapperOptions = {}): RestMapper {
  let known: { readonly discovered: Discovered; readonly resources: readonly ApiResource[] } | undefined;

  const lookUp = async (queries: readonly ResourceQuery[], options?: CallOptions): Promise<ApiResource> => {
    for (let retried = false; ; retried = true) {
      const discovered = await discovery.resources(options);
      const old = known?.discovered === discovered;
      if (!known || !old) known = { discovered, resources: byPriority(discovered) };
      for (const query of queries) {
        const match = firstMatch(known.resources, query);
        if (!match) continue;
        if (onAmbiguous) reportAmbiguity(known.resources, query, match, onAmbiguous);
        return match;
      }
      if (!old || retried || !discovery.invalidate) throw noMatch(queries, discovered);
      discovery.invalidate();
    }
  };

  return {
    descriptorForKind: (kind, options) => lookUp([kind], options),
    descriptorForResource: (name, options) => lookUp(readName(name), options),
    findResource: (query, options) => lookUp([query], options),
    reset() {
      known = undefined;
      discovery.invalidate?.();
    },
  };
}

/** What a name with dots may mean: `name.version.group` before `name.group` (F079). */
function readName(name: string): ResourceQuery[] {
  const [resource = "", version, ...rest] = name.split(".");
  if (version === undefined) return [{ resource }];
  const unversioned = { resource, group: [version, ...rest].join(".") };
  return rest.length === 0 ? [unversioned] : [{ resource, version, group: rest.join(".") }, unversioned];
}

/** Exact names come before short ones, exact groups before beginnings of groups; then priority decides (F077, F079). */
function firstMatch(resources: readonly ApiResource[], query: ResourceQuery): ApiResource | undefined {
  const { group, version } = query;
  const versioned = version === undefined ? resources : resources.filter((each) => each.version === version);
  for (const names of namings(query)) {
    const named = versioned.filter(names);
    if (group === undefined && named[0]) return named[0];
    const match = named.find((each) => each.group === group);
    if (match) return match;
    // People shorten the names of groups, manifests do not.
    const shortened = group && !("kind" in query) ? named.find((each) => each.group.startsWith(group)) : undefined;
    if (shortened) return shortened;
  }
  return undefined;
}

function namings(query: ResourceQuery): ((resource: ApiResource) => boolean)[] {
  if ("kind" in query) {
    const kind = query.kind.toLowerCase();
    return [(each) => each.kind === query.kind, (each) => each.kind.toLowerCase() === kind];
  }
  const name = ("resource" in query ? query.resource : query.shortName).toLowerCase();
  const short = (each: ApiResource): boolean => each.shortNames.includes(name);
  if ("shortName" in query) return [short];
  return [(each) => each.resource === name || each.singular === name, short];
}

/** Whether it was by a short name is told by the match: neither its plural nor its singular is the name. */
function reportAmbiguity(
  resources: readonly ApiResource[],
  query: ResourceQuery,
  taken: ApiResource,
  report: (ambiguity: Ambiguity) => void,
): void {
  if ("kind" in query || query.group !== undefined) return;
  const name = ("resource" in query ? query.resource : query.shortName).toLowerCase();
  if ("resource" in query && (taken.resource === name || taken.singular === name)) return;
  const others = resources.filter(
    (each) => each.shortNames.includes(name) && (each.group !== taken.group || each.resource !== taken.resource),
  );
  if (others.length > 0) report({ name, taken, others });
}

function noMatch([query]: readonly ResourceQuery[], { resources, failures }: Discovered): KubernetesError {
  const { group, version, ...said } = query ?? { resource: "" };
  const [what, name] = Object.entries(said)[0] ?? [];
  const where = [group && ` of group "${group}"`, version && ` in version "${version}"`].filter(Boolean).join("");
  const unread = failures.map((failure) => `${failure.group}/${failure.version}`).join(", ");
  const names =
    what === "kind" ? (each: ApiResource) => [each.kind] : (each: ApiResource) => [each.resource, each.singular];
  const near = nearestNames(name ?? "", resources.flatMap(names)).map((each) => `"${each}"`);
  const hint = near.length === 0 ? "" : `; did you mean ${near.join(" or ")}?`;
  const message = `the server has no ${what === "kind" ? "kind" : "resource"} "${name}"${where}${hint}`;
  return new KubernetesError(unread ? `${message}; these could not be read: ${unread}` : message, {
    reason: "NoMatch",
    cause: failures[0]?.error,
  });
}
