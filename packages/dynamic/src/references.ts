import { invalidRequest } from "@kubets/rest";
import type { KubernetesObject, OwnerReference, Stored } from "@kubets/apimachinery";

/** What an object is referred to by in others, such as in an event. */
export interface ObjectReference {
  apiVersion: string;
  kind: string;
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
}

/** What an object needs to be an owner. */
export type Owner = Pick<Stored, "apiVersion" | "kind"> & {
  readonly metadata: { readonly name: string; readonly uid: string; readonly namespace?: string | undefined };
};

/**
 * The entry of `metadata.ownerReferences` that makes an object owned: deleted when its owner is, and, unless
 * `controller` is false, managed by it. An owner in a namespace may own objects of that namespace only; one without may
 * own any. The garbage collector would delete what breaks this rule, so see `withOwner`.
 */
export function ownerReference(owner: Owner, options: { readonly controller?: boolean } = {}): OwnerReference {
  const { apiVersion, kind, metadata } = owner;
  const reference = { apiVersion, kind, name: metadata.name, uid: metadata.uid };
  return options.controller === false ? reference : { ...reference, controller: true, blockOwnerDeletion: true };
}

/**
 * The object with an owner, beside those that it has. Throws a KubernetesError with reason `InvalidRequest` where another
 * object controls it already, and where the owner lives in another namespace. An entry of the same owner is replaced.
 */
export function withOwner<T extends KubernetesObject>(
  object: T,
  owner: Owner,
  options: { readonly controller?: boolean } = {},
): T {
  const { namespace, ownerReferences = [] } = object.metadata ?? {};
  const own = owner.metadata.namespace;
  if (own !== undefined && own !== namespace) {
    throw invalidRequest(`an owner in namespace "${own}" cannot own an object in namespace "${namespace ?? ""}"`);
  }
  const others = ownerReferences.filter(({ uid }) => uid !== owner.metadata.uid);
  const rival = options.controller === false ? undefined : others.find(({ controller }) => controller);
  if (rival) throw invalidRequest(`${rival.kind} "${rival.name}" controls the object already`);
  return { ...object, metadata: { ...object.metadata, ownerReferences: [...others, ownerReference(owner, options)] } };
}

/**
 * A reference to an object; a reference gives itself (F091). Throws a KubernetesError with reason `InvalidRequest` on what
 * has no apiVersion, kind and name.
 */
export function objectReference(object: KubernetesObject | ObjectReference): ObjectReference {
  if (!("metadata" in object) && "name" in object) return object;
  const { apiVersion, kind, metadata = {} } = object;
  const { name, namespace, uid, resourceVersion } = metadata;
  if (!apiVersion || !kind || !name) throw invalidRequest("a reference needs an apiVersion, a kind and a name");
  const reference: ObjectReference = { apiVersion, kind, name };
  return Object.assign(reference, namespace && { namespace }, uid && { uid }, resourceVersion && { resourceVersion });
}
