/** The old form of discovery: an index below `/api` and `/apis`, and a document for each group version (F067, F071). */
import type { Scope } from "@kubets/apimachinery";
import type { ApiGroup, ApiResource, ApiSubresource, GroupVersionResources } from "./api-resource.ts";
import { text, texts } from "./wire-values.ts";

/** Answer of `/api`. */
export interface ApiVersions {
  readonly versions?: readonly string[] | null;
}

/** Answer of `/apis`. */
export interface ApiGroupList {
  readonly groups?: readonly WireGroup[] | null;
}

interface WireGroup {
  readonly name: string;
  readonly versions?: readonly { readonly version: string }[];
  readonly preferredVersion?: { readonly version?: string };
}

/** Answer of `/api/v1` and `/apis/<group>/<version>`. */
export interface ApiResourceList {
  readonly resources?: readonly WireResource[] | null;
}

interface WireResource {
  /** With the subresource behind a slash, for those. */
  readonly name: string;
  readonly singularName?: string;
  readonly namespaced?: boolean;
  /** Absent or empty: as in the list. */
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs?: readonly string[] | null;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
}

export function decodeApiVersions({ versions }: ApiVersions): ApiGroup[] {
  const names = texts(versions);
  return names.length > 0 ? [{ name: "", versions: names, preferredVersion: names[0] }] : [];
}

export function decodeApiGroups({ groups }: ApiGroupList): ApiGroup[] {
  return (groups ?? []).map(({ name, versions = [], preferredVersion }) => {
    const names = texts(versions.map(({ version }) => version));
    return { name: text(name), versions: names, preferredVersion: preferredVersion?.version || names[0] };
  });
}

export function decodeApiResources(
  { resources: found }: ApiResourceList,
  group: string,
  version: string,
): GroupVersionResources {
  const resources: ApiResource[] = [];
  const subresources: ApiSubresource[] = [];
  for (const wire of found ?? []) {
    const [name, kind, verbs] = [text(wire.name), text(wire.kind), texts(wire.verbs)];
    const scope: Scope = wire.namespaced ? "Namespaced" : "Cluster";
    const slash = name.indexOf("/");
    if (slash < 0) {
      const singular = text(wire.singularName || kind.toLowerCase());
      const names = { shortNames: texts(wire.shortNames), categories: texts(wire.categories), verbs };
      resources.push({ group, version, resource: name, kind, scope, singular, ...names });
    } else {
      const responseKind = { group: wire.version ? (wire.group ?? "") : group, version: wire.version || version, kind };
      const [resource, subresource] = [name.slice(0, slash), name.slice(slash + 1)];
      subresources.push({ group, version, resource, subresource, scope, responseKind, verbs });
    }
  }
  return { resources, subresources };
}
