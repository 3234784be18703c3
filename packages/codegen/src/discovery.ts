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

interface GroupDiscovery {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly { readonly version: string; readonly resources?: readonly ResourceDiscovery[] }[];
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
  try {
    return (list["items"] as readonly GroupDiscovery[]).flatMap(({ metadata, versions = [] }) =>
      versions.flatMap(({ version, resources = [] }) =>
        resources.map((resource) => toResource(text(metadata?.name ?? ""), text(version), resource)),
      ),
    );
  } catch (cause) {
    throw new KubernetesError(`${document.name}: discovery that says something else than it should: ${String(cause)}`, {
      reason: "Decode",
      cause,
    });
  }
}

/** These become names of files and identifiers. */
function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${JSON.stringify(value)} stands where a name belongs`);
}

function toResource(group: string, version: string, discovered: ResourceDiscovery): DiscoveredResource {
  const kind = discovered.responseKind;
  // An empty version stands for the resource's own group version.
  const own = !kind?.version;
  return {
    group,
    version,
    resource: text(discovered.resource),
    objects: {
      group: own ? group : text(kind.group ?? ""),
      version: own ? version : text(kind.version ?? ""),
      kind: text(kind?.kind ?? ""),
    },
    scope: discovered.scope === "Cluster" ? "Cluster" : "Namespaced",
    verbs: (discovered.verbs ?? []).map(text),
    subresources: (discovered.subresources ?? []).map(({ subresource }) => text(subresource)).toSorted(),
  };
}
