import { apiVersionOf, KubernetesError, type GroupVersionKind } from "@kubets/apimachinery";

/** Which object is meant, as events say it. */
export interface ObjectReference {
  apiVersion?: string;
  kind?: string;
  namespace?: string;
  name?: string;
  uid?: string;
  resourceVersion?: string;
  /** A part of the object, such as `spec.containers{web}`. */
  fieldPath?: string;
}

/** The parts of an object that a reference needs; every object of a client or of a cache has them. */
export interface ReferableObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata?: {
    readonly namespace?: string;
    readonly name?: string;
    readonly uid?: string;
    readonly resourceVersion?: string;
  };
}

/** How {@link referenceTo} completes a reference. */
export interface ReferenceOptions {
  /** What the object is, where it does not say so itself: a descriptor such as `pods`. */
  readonly resource?: GroupVersionKind | undefined;
  /** The part of the object that is meant. */
  readonly fieldPath?: string | undefined;
}

/**
 * The reference to an object. That of a reference is the reference itself; a `fieldPath` makes a copy of it (F091).
 *
 * Throws a KubernetesError with reason `InvalidRequest` on no object at all, and on one of which neither it itself nor
 * `resource` says apiVersion and kind.
 */
export function referenceTo(
  object: ReferableObject | ObjectReference,
  { resource, fieldPath }: ReferenceOptions = {},
): ObjectReference {
  if (typeof object !== "object" || object === null) {
    throw new KubernetesError("there is no reference to nothing", { reason: "InvalidRequest" });
  }
  if (!isObject(object)) return fieldPath === undefined ? object : { ...object, fieldPath };
  const apiVersion = object.apiVersion || (resource && apiVersionOf(resource));
  const kind = object.kind || resource?.kind;
  const { namespace, name, uid, resourceVersion } = object.metadata ?? {};
  if (!apiVersion || !kind) {
    throw new KubernetesError(`the object ${JSON.stringify(name ?? "")} does not say its apiVersion and kind`, {
      reason: "InvalidRequest",
    });
  }
  return {
    apiVersion,
    kind,
    ...(namespace && { namespace }),
    ...(name && { name }),
    ...(uid && { uid }),
    ...(resourceVersion && { resourceVersion }),
    ...(fieldPath && { fieldPath }),
  };
}

function isObject(value: ReferableObject | ObjectReference): value is ReferableObject {
  return "metadata" in value;
}

/**
 * What of a reference tells one object from another. Its resourceVersion does not: the object remains the same when it
 * changes. Its fieldPath is left to the caller.
 */
export function identityOf(reference: ObjectReference): readonly (string | undefined)[] {
  const { apiVersion, kind, namespace, name, uid } = reference;
  return [apiVersion, kind, namespace, name, uid];
}
