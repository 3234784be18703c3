/**
 * Types and descriptors are in the entries of their group version, such as `@kubets/kubernetes/core/v1`; here is what
 * belongs to none of them.
 */
export type { Apply, ApplyFields } from "./apply.ts";
export { kubernetesVersion } from "./gen/kubernetes-version.ts";
