import type { KubernetesObject, UnstructuredObject } from "./object.ts";

/** Whether a resource's objects live in namespaces. */
export type Scope = "Namespaced" | "Cluster";

/** What a server lets clients do with a resource, in the words of discovery. */
export type Verb = "get" | "list" | "watch" | "create" | "update" | "patch" | "delete" | "deletecollection";

/** Group, version and plural resource name: where a resource lives on a server. */
export interface GroupVersionResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural and lower-case: `deployments`. */
  readonly resource: string;
}

/** Group, version and kind: what an object's `apiVersion` and `kind` say. */
export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * One resource of an API, as a value: enough to build every request for it. The type parameters carry what is known at
 * compile time (the object's type, verbs and subresources) and cost nothing at run time.
 */
export interface ResourceDescriptor<
  T extends KubernetesObject = KubernetesObject,
  S extends Scope = Scope,
  V extends Verb = Verb,
  Sub extends string = string,
>
  extends GroupVersionResource, GroupVersionKind {
  readonly scope: S;
  /** Never set: the place of the types. */
  readonly "~types"?: { readonly object: T; readonly verbs: V; readonly subresources: Sub };
}

/** The object type of a descriptor. */
export type ObjectOf<D> = D extends ResourceDescriptor<infer T> ? T : never;

/** `v1` for the core group, else `group/version`. */
export function apiVersionOf(groupVersion: { readonly group: string; readonly version: string }): string {
  return groupVersion.group === "" ? groupVersion.version : `${groupVersion.group}/${groupVersion.version}`;
}

/** Takes an `apiVersion` apart. Throws a RangeError on more than one slash. */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf("/");
  if (slash < 0) return { group: "", version: apiVersion };
  if (apiVersion.includes("/", slash + 1)) {
    throw new RangeError(`"${apiVersion}" is no apiVersion: expected "version" or "group/version"`);
  }
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** Names a descriptor for code that has its values only; for custom resources, give the object's type. */
export function defineResource<
  T extends KubernetesObject = UnstructuredObject,
  S extends Scope = "Namespaced",
  V extends Verb = Verb,
  Sub extends string = string,
>(descriptor: GroupVersionResource & GroupVersionKind & { readonly scope: S }): ResourceDescriptor<T, S, V, Sub> {
  return Object.freeze({ ...descriptor });
}
