import type { DiscoveredResource } from "./discovery.ts";
import { kindKey } from "./kinds.ts";
import { reference, type TypeReference } from "./model.ts";
import { kindsOf } from "./open-api-schemas.ts";
import type { Schema } from "./schema.ts";

/**
 * Where the type of a schema goes: Kubernetes' own types by their Go package (`io.k8s.api.core.v1.Pod` to `core/v1`),
 * others by their group (`dev.kubets.demo.v1.Website` to `demo.kubets.dev/v1`). Undefined where no version is named.
 */
export function placeOf(schemaName: string): TypeReference | undefined {
  const parts = schemaName.split(".");
  const [name, version] = [parts.pop(), parts.pop()];
  if (name === undefined || version === undefined || !/^v\d+((alpha|beta)\d+)?$/.test(version)) return undefined;
  const own = /^io\.k8s\.(api|[a-z-]+\.pkg\.apis)\.([a-z]+)$/.exec(parts.join("."))?.[2];
  return reference(`${own ?? parts.toReversed().join(".")}/${version}`, name);
}

/** The types of all kinds, by {@link kindKey}; kinds that every group has are left out. */
export function placesOfKinds(schemas: ReadonlyMap<string, Schema>): Map<string, TypeReference> {
  const places = new Map<string, TypeReference>();
  for (const [name, schema] of schemas) {
    const place = placeOf(name);
    const [kind, ...more] = kindsOf(schema);
    if (place !== undefined && kind !== undefined && more.length === 0) places.set(kindKey(kind), place);
  }
  return places;
}

/** The module of a resource's group version: that of its types, which discovery does not name. */
export function homeOf(
  { group, version }: DiscoveredResource,
  resources: readonly DiscoveredResource[],
  kinds: ReadonlyMap<string, TypeReference>,
): string {
  for (const { objects } of resources) {
    const place = objects.group === group && objects.version === version ? kinds.get(kindKey(objects)) : undefined;
    if (place !== undefined) return place.module;
  }
  return `${group || "core"}/${version}`;
}
