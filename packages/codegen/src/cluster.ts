import { defineResource, KubernetesError, type UnstructuredObject } from "@kubets/apimachinery";
import type { ClusterSource } from "./arguments.ts";
import type { SourceDocument } from "./model.ts";

const customResourceDefinitions = defineResource<UnstructuredObject, "Cluster">({
  group: "apiextensions.k8s.io",
  version: "v1",
  resource: "customresourcedefinitions",
  kind: "CustomResourceDefinition",
  scope: "Cluster",
});

/**
 * The CRDs of a cluster as one document, sorted by name. Rejects with the KubernetesError of the kubeconfig or the server,
 * and with reason `NoMatch` where something that was asked for is not there.
 */
export async function readCrdsOfCluster({ wanted, kubeconfig, context }: ClusterSource): Promise<SourceDocument> {
  // Loaded only here: whoever reads files needs no client.
  const { createClient } = await import("@kubets/client-node");
  await using client = await createClient({ kubeconfig, context, timeoutMs: 60_000 });
  const all: UnstructuredObject[] = [];
  for await (const crd of client.resource(customResourceDefinitions).items({ managedFields: "drop" })) all.push(crd);
  const items = selectCrds(all, wanted, client.server);
  return { name: client.server, text: JSON.stringify({ kind: "List", items }) };
}

/** Those of these groups or names; all where none is wanted. */
export function selectCrds(
  crds: readonly UnstructuredObject[],
  wanted: readonly string[],
  server: string,
): readonly UnstructuredObject[] {
  const namesOf = (crd: UnstructuredObject): string[] => {
    const { group } = (crd["spec"] ?? {}) as { readonly group?: string };
    return [crd.metadata?.name ?? "", group ?? ""];
  };
  for (const each of wanted) {
    if (crds.some((crd) => namesOf(crd).includes(each))) continue;
    const groups = [...new Set(crds.map((crd) => namesOf(crd)[1] ?? ""))].toSorted((a, b) => (a < b ? -1 : 1));
    const there = groups.length === 0 ? "has no custom resources" : `has the groups ${groups.join(", ")}`;
    throw new KubernetesError(`no group or CRD is called "${each}": ${server} ${there}`, { reason: "NoMatch" });
  }
  const chosen = wanted.length === 0 ? crds : crds.filter((crd) => namesOf(crd).some((name) => wanted.includes(name)));
  if (chosen.length === 0) throw new KubernetesError(`${server} has no custom resources`, { reason: "NoMatch" });
  const nameOf = (crd: UnstructuredObject): string => crd.metadata?.name ?? "";
  return chosen.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
}
