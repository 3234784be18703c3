import { apiVersionOf } from "@kubets/apimachinery";
import type { BuiltInResource, BuiltInSubresource } from "../resources/built-in-resource.ts";
import { builtInResources } from "../gen/resources.ts";
import type { JsonObject } from "../json.ts";

/** What is served of a group, its versions in the order of preference. */
export interface ServedGroup {
  readonly name: string;
  readonly versions: readonly { readonly version: string; readonly resources: readonly BuiltInResource[] }[];
}

const builtInGroups = new Set(builtInResources.map(({ group }) => group));

/** Built-in groups in the order given, then the others by name and their versions by stability and age, as servers do. */
export function servedGroups(resources: readonly BuiltInResource[]): ServedGroup[] {
  const groups = new Map<string, Map<string, BuiltInResource[]>>();
  for (const resource of resources) {
    const versions = groups.get(resource.group) ?? new Map<string, BuiltInResource[]>();
    groups.set(resource.group, versions);
    versions.set(resource.version, [...(versions.get(resource.version) ?? []), resource]);
  }
  const served = [...groups].map(([name, versions]) => ({
    name,
    versions: [...versions].map(([version, of]) => ({ version, resources: of })),
  }));
  const custom = served.filter(({ name }) => !builtInGroups.has(name)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  for (const { versions } of custom) versions.sort((a, b) => compareVersions(a.version, b.version));
  return [...served.filter(({ name }) => builtInGroups.has(name)), ...custom];
}

/** Sorts v2 before v1 before v1beta2 before v1beta1 before v1alpha1, and those before all other names, by alphabet. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [versionRank(a), versionRank(b)];
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : Number(a > b);
  return right.stability - left.stability || right.major - left.major || right.minor - left.minor;
}

function versionRank(version: string): { stability: number; major: number; minor: number } | undefined {
  const match = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(version);
  if (!match) return undefined;
  const stability = match[2] === undefined ? 2 : match[2] === "beta" ? 1 : 0;
  return { stability, major: Number(match[1]), minor: Number(match[3] ?? 0) };
}

/** The aggregated form: everything of the core group, or of all others, in one document. */
export function aggregatedDiscovery(groups: readonly ServedGroup[]): JsonObject {
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: groups.map(({ name, versions }) => ({
      metadata: name === "" ? {} : { name },
      versions: versions.map(({ version, resources }) => ({
        version,
        resources: resources.map(aggregatedResource),
        freshness: "Current",
      })),
    })),
  };
}

function aggregatedResource(resource: BuiltInResource): JsonObject {
  return {
    resource: resource.resource,
    responseKind: responseKind(resource, resource),
    scope: resource.scope,
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0 && { shortNames: resource.shortNames }),
    ...(resource.categories.length > 0 && { categories: resource.categories }),
    ...(resource.subresources.length > 0 && {
      subresources: resource.subresources.map((subresource) => ({
        subresource: subresource.name,
        responseKind: responseKind(resource, subresource),
        verbs: subresource.verbs,
      })),
    }),
  };
}

/** Built-in kinds leave out a group version that is the resource's own; custom resources always name it. */
function responseKind(resource: BuiltInResource, of: BuiltInResource | BuiltInSubresource): JsonObject {
  const own = of.group === resource.group && of.version === resource.version;
  return own && builtInGroups.has(resource.group)
    ? { group: "", version: "", kind: of.kind }
    : { group: of.group, version: of.version, kind: of.kind };
}

/** `/api`. */
export function apiVersions(groups: readonly ServedGroup[], serverAddress: string): JsonObject {
  return {
    kind: "APIVersions",
    versions: groups
      .filter(({ name }) => name === "")
      .flatMap(({ versions }) => versions.map(({ version }) => version)),
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress }],
  };
}

/** `/apis`. */
export function apiGroupList(groups: readonly ServedGroup[]): JsonObject {
  return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(groupVersions) };
}

/** `/apis/<group>`. */
export function apiGroup(group: ServedGroup): JsonObject {
  return { kind: "APIGroup", apiVersion: "v1", ...groupVersions(group) };
}

function groupVersions({ name, versions }: ServedGroup): JsonObject {
  const entries = versions.map(({ version }) => ({
    groupVersion: apiVersionOf({ group: name, version }),
    version,
  }));
  return { name, versions: entries, preferredVersion: entries[0] };
}

/** `/api/v1` and `/apis/<group>/<version>`. */
export async function apiResourceList(
  group: string,
  version: string,
  resources: readonly BuiltInResource[],
  hashOf: (resource: BuiltInResource) => Promise<string | undefined>,
): Promise<JsonObject> {
  const hashes = await Promise.all(resources.map(hashOf));
  return {
    kind: "APIResourceList",
    // The core group's list has none on a real server either.
    ...(group !== "" && { apiVersion: "v1" }),
    groupVersion: apiVersionOf({ group, version }),
    resources: resources.flatMap((resource, index) => {
      const namespaced = resource.scope === "Namespaced";
      const { resource: name, singular, kind, verbs, shortNames, categories } = resource;
      return [
        {
          name,
          singularName: singular,
          namespaced,
          kind,
          verbs,
          ...(shortNames.length > 0 && { shortNames }),
          ...(categories.length > 0 && { categories }),
          ...(hashes[index] !== undefined && { storageVersionHash: hashes[index] }),
        },
        ...resource.subresources.map((subresource) => ({
          name: `${name}/${subresource.name}`,
          singularName: "",
          namespaced,
          ...((subresource.group !== group || subresource.version !== version) && {
            group: subresource.group,
            version: subresource.version,
          }),
          kind: subresource.kind,
          verbs: subresource.verbs,
        })),
      ];
    }),
  };
}
