import type {
  GroupVersionKind,
  GroupVersionResource,
  KubernetesError,
  ResourceDescriptor,
  Scope,
  UnstructuredObject,
} from "@kubets/apimachinery";

/** A group of the API; the core group is named "". */
export interface ApiGroup {
  readonly name: string;
  /** In the server's order, which is not that of their age (C86). Those that are stale are not among them (F069). */
  readonly versions: readonly string[];
  /** Absent where all versions are stale. */
  readonly preferredVersion?: string | undefined;
}

/** One resource in one version, as a server describes it: a descriptor, ready for `client.resource()`. */
export interface ApiResource extends ResourceDescriptor<UnstructuredObject> {
  /** Name of one of them: `deployment`. */
  readonly singular: string;
  readonly shortNames: readonly string[];
  /** Names for several resources at once, such as `all`. */
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
}

/** A part of a resource that is read or written on its own: `deployments/scale`. */
export interface ApiSubresource extends GroupVersionResource {
  readonly subresource: string;
  readonly scope: Scope;
  /** What it answers with; of another group and version than the resource for some: `autoscaling/v1` Scale. */
  readonly responseKind: GroupVersionKind;
  readonly verbs: readonly string[];
}

/** A group version that could not be read. */
export interface DiscoveryFailure {
  readonly group: string;
  readonly version: string;
  /** Reason `StaleDiscovery` where the server itself could not reach the API's own server lately. */
  readonly error: KubernetesError;
}

/** The resources of one group version. */
export interface GroupVersionResources {
  readonly resources: readonly ApiResource[];
  readonly subresources: readonly ApiSubresource[];
}

/**
 * What a server offers, as far as it could be read: what is here is true also where `failures` says that there is more
 * (C82).
 */
export interface Discovered extends GroupVersionResources {
  /** The core group first, then in the server's order. */
  readonly groups: readonly ApiGroup[];
  readonly failures: readonly DiscoveryFailure[];
}
