import type { Hub } from "../hubs/hub.ts";
import type { BuiltInResource } from "../resources/built-in-resource.ts";
import type { CustomResource } from "../resources/resource-registry.ts";

/** A resource with what says in which version its objects are stored. */
export interface DiscoveredResource extends BuiltInResource {
  readonly hub?: Pick<Hub, "group" | "version"> | undefined;
  readonly custom?: Pick<CustomResource, "toStorage"> | undefined;
}

const hashes = new Map<string, Promise<string>>();

/**
 * What changes when the objects of a resource are stored in another version than before; undefined where none are stored.
 * `all` are the versions of its group, the most preferred first.
 */
export async function storageVersionHash(
  resource: DiscoveredResource,
  all: readonly DiscoveredResource[],
): Promise<string | undefined> {
  if (!resource.verbs.includes("get") || resource.resource === "componentstatuses") return undefined;
  const { group, version } = resource.hub ?? storedAs(resource, all);
  const key = `${group}/${version}/${resource.kind}`;
  const hash = hashes.get(key) ?? hashOf(key);
  hashes.set(key, hash);
  return hash;
}

function storedAs(resource: DiscoveredResource, all: readonly DiscoveredResource[]): DiscoveredResource {
  // Servers keep definitions in the version that they had first.
  if (resource.resource === "customresourcedefinitions") return { ...resource, version: "v1beta1" };
  const versions = all.filter((one) => one.group === resource.group && one.resource === resource.resource);
  return (resource.custom ? versions.find(({ custom }) => !custom?.toStorage) : versions[0]) ?? resource;
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest, 0, 8)));
}
