import { KubernetesError } from "@kubets/apimachinery";
import type { SourceDocument } from "./model.ts";
import { parseJson } from "./parse-documents.ts";
import { isRecord } from "./schema.ts";

/** A resource as aggregated discovery lists it. */
export interface DiscoveredResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** The kind of its objects; nearly always of the same group version. */
  readonly objects: { readonly group: string; readonly version: string; readonly kind: string };
  readonly scope: "Namespaced" | "Cluster";
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
}

interface ResourceDiscovery {
  readonly resource: string;
  readonly responseKind?: { readonly group?: string; readonly version?: string; readonly kind?: string };
  readonly scope: string;
  readonly verbs?: readonly string[];
  readonly subresources?: readonly { readonly subresource: string }[];
}

/**
 * The resources of an aggregated discovery document (`APIGroupDiscoveryList`), in its order. Throws a KubernetesError
 * with reason `Decode` where the document is something else.
 */
export function readDiscovery(document: SourceDocument): DiscoveredResource[] {
  const list = parseJson(document);
  if (!isRecord(list) || list["kind"] !== "APIGroupDiscoveryList" || !Array.isArray(list["items"])) {
    throw new KubernetesError(
      `${document.name}: not aggregated discovery (kind APIGroupDiscoveryList); get it from a server with ` +
        '"Accept: application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" on /api and /apis',
      { reason: "Decode" },
    );
  }
  const groups = list["items"] as readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly { readonly version: string; readonly resources?: readonly ResourceDiscovery[] }[];
  }[];
  return groups.flatMap((group) =>
    (group.versions ?? []).flatMap(({ version, resources = [] }) =>
      resources.map((resource) => toResource(group.metadata?.name ?? "", version, resource)),
    ),
  );
}

function toResource(group: string, version: string, discovered: ResourceDiscovery): DiscoveredResource {
  const kind = discovered.responseKind;
  // An empty version stands for the resource's own group version.
  const own = !kind?.version;
  return {
    group,
    version,
    resource: discovered.resource,
    objects: {
      group: own ? group : (kind.group ?? ""),
      version: own ? version : (kind.version ?? ""),
      kind: kind?.kind ?? "",
    },
    scope: discovered.scope === "Cluster" ? "Cluster" : "Namespaced",
    verbs: discovered.verbs ?? [],
    subresources: (discovered.subresources ?? []).map(({ subresource }) => subresource).toSorted(),
  };
}
