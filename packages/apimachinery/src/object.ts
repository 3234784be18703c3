/**
 * The parts that every Kubernetes object has, as they are on the wire. Nothing is converted: times are RFC 3339 strings,
 * and fields that these types do not name are kept.
 */

/** An object that owns another; the garbage collector deletes the dependent when its last owner is gone. */
export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  /** At most one owner of an object is its managing controller. */
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

/** Who owns which fields of an object, and since when. */
export interface ManagedFieldsEntry {
  manager?: string;
  operation?: "Apply" | "Update";
  apiVersion?: string;
  time?: string;
  fieldsType?: "FieldsV1";
  fieldsV1?: unknown;
  subresource?: string;
}

/** What every object says about itself. Names are the wire's; everything may be missing in what a client writes. */
export interface ObjectMeta {
  name?: string;
  /** The server appends five random characters to it where `name` is missing. */
  generateName?: string;
  namespace?: string;
  uid?: string;
  /** Opaque; only equality may be judged by clients. */
  resourceVersion?: string;
  /** Grows with every change of the desired state. */
  generation?: number;
  creationTimestamp?: string;
  /** Set by the server on deletion while finalizers or a grace period keep the object. */
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
  managedFields?: ManagedFieldsEntry[];
  selfLink?: string;
}

/** What a server has filled in for every object it stores. */
export type StoredObjectMeta = ObjectMeta & {
  name: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string;
};

/** Any Kubernetes object, as a client may write it. */
export interface KubernetesObject {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}

/** What a server returned: the parts that every stored object has are required. */
export type Stored<T extends KubernetesObject = KubernetesObject> = T & {
  apiVersion: string;
  kind: string;
  metadata: StoredObjectMeta;
};

/** An object of a kind that is known only at run time. */
export interface UnstructuredObject extends KubernetesObject {
  [field: string]: unknown;
}

/** What a list says about itself. */
export interface ListMeta {
  /** The version of the whole collection at which the list was taken; a watch may start from it. */
  resourceVersion?: string;
  /** Set where more pages follow. */
  continue?: string;
  /** How many items follow this page; servers leave it out where they do not know. */
  remainingItemCount?: number;
  selfLink?: string;
}

/** One answer to a list: everything, or a page of it. Typed lists of a server name kind and apiVersion only here. */
export interface KubernetesList<T> {
  apiVersion?: string;
  kind?: string;
  metadata: ListMeta;
  items: T[];
}

/** Namespace and name: what identifies an object among those of its resource. */
export interface ObjectKey {
  namespace?: string;
  name: string;
}

/** The key of an object in caches and queues: `namespace/name`, or `name` without a namespace (F109). */
export function objectKey(object: {
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}): string {
  const name = object.metadata?.name ?? "";
  const namespace = object.metadata?.namespace;
  return namespace ? `${namespace}/${name}` : name;
}

/** Takes a key of {@link objectKey} apart. Throws a RangeError on more than one slash (F109). */
export function parseObjectKey(key: string): ObjectKey {
  const slash = key.indexOf("/");
  if (slash < 0) return { name: key };
  if (key.includes("/", slash + 1)) {
    throw new RangeError(`"${key}" is no object key: expected "name" or "namespace/name"`);
  }
  const namespace = key.slice(0, slash);
  const name = key.slice(slash + 1);
  return namespace ? { namespace, name } : { name };
}
