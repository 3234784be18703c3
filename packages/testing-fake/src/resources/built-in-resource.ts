import type { Scope, Verb } from "@kubets/apimachinery";

/** A part of a resource with a path, and often a kind, of its own: `pods/status`, `deployments/scale`. */
export interface BuiltInSubresource {
  /** Without the resource: `scale`. */
  readonly name: string;
  /** The kind that its requests and answers carry, which need not be of the resource's group: `autoscaling/v1` Scale. */
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  readonly verbs: readonly Verb[];
}

/** What discovery says of a resource that every API server has. */
export interface BuiltInResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** The plural as in paths: `pods`. */
  readonly resource: string;
  /** As kubectl accepts it: `pod`. */
  readonly singular: string;
  readonly kind: string;
  readonly scope: Scope;
  readonly verbs: readonly Verb[];
  readonly shortNames: readonly string[];
  /** Such as `all`, by which `kubectl get all` finds it. */
  readonly categories: readonly string[];
  readonly subresources: readonly BuiltInSubresource[];
}
