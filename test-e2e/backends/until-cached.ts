import type { KubernetesObject, Stored } from "@kubets/apimachinery";
import type { ResourceClient } from "@kubets/dynamic";

/**
 * Resolves once lists of whatever is at hand, with which informers begin, have what was written: a kube-apiserver answers
 * them from its watch cache, which learns of a write a moment after it.
 */
export async function untilCached<T extends KubernetesObject>(
  resource: Pick<ResourceClient<T>, "list">,
  { metadata: { resourceVersion } }: Stored,
): Promise<void> {
  await resource.list({ resourceVersion, resourceVersionMatch: "NotOlderThan" });
}
