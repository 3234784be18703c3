/**
 * Types and descriptors are in the entries of their group version, such as `@kubets/kubernetes/core/v1`; here is what
 * belongs to none of them.
 */
export type { Apply, ApplyFields } from "./apply.ts";
export { kubernetesVersion } from "./gen/kubernetes-version.ts";
export {
  bindPod,
  createToken,
  eventFieldSelector,
  evictPod,
  finalizeNamespace,
  resizePod,
  updateApproval,
  updateEphemeralContainers,
  type EventSubject,
  type NamespacedName,
  type SubresourceClient,
  type SubresourceOptions,
} from "./subresources.ts";
export {
  podLogLines,
  proxyGet,
  type PodLogLinesOptions,
  type ProxyTarget,
  type StreamClient,
  type StreamOptions,
} from "./streams.ts";
