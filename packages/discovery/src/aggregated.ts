/** The aggregated form of discovery: everything below `/api` or `/apis` in one answer (F068, F069). */
import { KubernetesError, type GroupVersionKind } from "@kubets/apimachinery";
import type { ApiGroup, ApiResource, ApiSubresource, Discovered, DiscoveryFailure } from "./api-resource.ts";
import { text, texts } from "./wire-values.ts";

/** Asks for the aggregated form, and for the old one where the server has none. */
export const aggregatedAccept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";

interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

export interface ApiGroupDiscoveryList {
  readonly kind: "APIGroupDiscoveryList";
  readonly items?: readonly WireGroup[] | null;
}

interface WireGroup {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly WireVersion[];
}

interface WireVersion {
  readonly version: string;
  readonly freshness?: "Current" | "Stale";
  readonly resources?: readonly WireResource[];
}

interface WireResource {
  readonly resource: string;
  readonly responseKind?: GroupVersionKind | null;
  readonly scope: "Namespaced" | "Cluster";
  readonly singularResource?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly verbs?: readonly string[];
  readonly subresources?: readonly WireSubresource[];
}

interface WireSubresource {
  readonly subresource: string;
  readonly responseKind?: GroupVersionKind | null;
  readonly verbs?: readonly string[];
}

/**
 * Whether an answer is of the aggregated form. The body is asked, which says what it is in one way; its Content-Type
 * says the same with parameters in any order, or without them behind some proxies (C83).
 */
export function isAggregated(body: unknown): body is ApiGroupDiscoveryList {
  if (typeof body !== "object" || body === null) return false;
  const { kind, apiVersion } = body as { kind?: unknown; apiVersion?: unknown };
  return kind === "APIGroupDiscoveryList" && apiVersion === "apidiscovery.k8s.io/v2";
}

/** Takes an aggregated answer apart. Stale versions become failures, and the first of the others the preferred one. */
export function decodeAggregated({ items }: ApiGroupDiscoveryList): Discovered {
  const groups: ApiGroup[] = [];
  const resources: ApiResource[] = [];
  const subresources: ApiSubresource[] = [];
  const failures: DiscoveryFailure[] = [];
  for (const { metadata, versions = [] } of items ?? []) {
    const group = text(metadata?.name ?? "");
    const current = versions.filter(({ freshness }) => freshness !== "Stale");
    groups.push({
      name: group,
      versions: texts(current.map((each) => each.version)),
      preferredVersion: current[0]?.version,
    });
    for (const { version } of versions.filter((each) => !current.includes(each))) {
      failures.push({ group, version, error: staleError(group, version) });
    }
    for (const { version, resources: found = [] } of current) {
      for (const wire of found) {
        const kind = kindOf(wire.responseKind, { group, version });
        // A resource without a kind stands for nothing but its subresources.
        if (kind) resources.push(toResource(wire, { group, version }, kind));
        subresources.push(...toSubresources(wire, { group, version }));
      }
    }
  }
  return { groups, resources, subresources, failures };
}

function toResource(wire: WireResource, { group, version }: GroupVersion, { kind }: GroupVersionKind): ApiResource {
  const { singularResource } = wire;
  const scope = text(wire.scope) as ApiResource["scope"];
  const names = {
    shortNames: texts(wire.shortNames),
    categories: texts(wire.categories),
    verbs: texts(wire.verbs),
  };
  const singular = text(singularResource || kind.toLowerCase());
  return { group, version, resource: text(wire.resource), kind, scope, singular, ...names };
}

function toSubresources(wire: WireResource, { group, version }: GroupVersion): ApiSubresource[] {
  return (wire.subresources ?? []).flatMap(({ subresource, responseKind: wireKind, verbs }) => {
    const responseKind = kindOf(wireKind, { group, version });
    if (!responseKind) return [];
    const { scope } = wire;
    const names = { resource: text(wire.resource), subresource: text(subresource), verbs: texts(verbs) };
    return [{ group, version, scope, responseKind, ...names }];
  });
}

/** A kind without a version is one of the group version that it stands in. */
function kindOf(kind: GroupVersionKind | null | undefined, around: GroupVersion): GroupVersionKind | undefined {
  if (!kind?.kind) return undefined;
  text(kind.kind);
  return kind.version ? kind : { ...around, kind: kind.kind };
}

function staleError(group: string, version: string): KubernetesError {
  return new KubernetesError(`what the server knows of ${group}/${version} is stale`, { reason: "StaleDiscovery" });
}
