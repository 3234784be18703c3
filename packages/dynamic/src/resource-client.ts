import type {
  DeepPartial,
  DeletePreconditions,
  KubernetesList,
  KubernetesObject,
  ListOptions,
  Patch,
  ResourceDescriptor,
  Scope,
  Status,
  Stored,
  UnstructuredObject,
  Verb,
  WatchEvent,
  WatchOptions,
} from "@kubets/apimachinery";
import type { CallOptions, DecodeOptions, RestClient } from "@kubets/rest";

/** What a write may ask for. */
export interface WriteOptions extends CallOptions {
  /** Runs everything but the storing: what comes back has no new resourceVersion. */
  readonly dryRun?: boolean | undefined;
  /** Who is said to own the written fields; default: the client's user agent up to the first slash. */
  readonly fieldManager?: string | undefined;
  /** What the server does about unknown and duplicate fields; its default is Warn. */
  readonly fieldValidation?: "Ignore" | "Warn" | "Strict" | undefined;
}

/** What server-side apply needs and may ask for (F083). */
export interface ApplyOptions extends WriteOptions {
  /** Who owns the applied fields; fields that it applied before and leaves out now are removed. */
  readonly fieldManager: string;
  /** Takes over fields that others own, in place of a conflict. */
  readonly force?: boolean | undefined;
}

/** What a deletion may ask for; sent as its body. */
export interface DeleteOptions extends CallOptions {
  readonly dryRun?: boolean | undefined;
  /** What becomes of what the object owns; the default is the resource's, mostly Background. */
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan" | undefined;
  /** How long a pod may take to end; 0 is at once. */
  readonly gracePeriodSeconds?: number | undefined;
  /** A delete of another object, or of another version of it, is refused as a conflict. */
  readonly preconditions?: DeletePreconditions | undefined;
}

/** What an edit may ask for. */
export interface EditOptions extends WriteOptions {
  /** Writes the status, and nothing else, in place of the object. */
  readonly subresource?: "status" | undefined;
}

/** What apply takes: any part of the object, and its name. */
export type ApplyObject<T extends KubernetesObject> = DeepPartial<T> & { metadata: { name: string } };

/** A `autoscaling/v1` Scale. */
export interface Scale extends KubernetesObject {
  spec?: { replicas?: number };
  status?: { replicas: number; selector?: string };
}

/** Reads of a collection: all namespaces of a namespaced resource, or one. */
export interface CollectionClient<T extends KubernetesObject> {
  /** One answer: everything, or one page where `limit` is given. */
  list(options?: ListOptions & DecodeOptions): Promise<KubernetesList<Stored<T>>>;
  /** Every object, page by page (500 unless `limit` says otherwise). */
  items(options?: ListOptions & DecodeOptions): AsyncIterable<Stored<T>>;
  /** Events one by one; see {@link WatchEvent}. Ends when the server ends the stream (after minutes). */
  watch(options?: WatchOptions & DecodeOptions): AsyncIterable<WatchEvent<Stored<T>>>;
  /** The same events in the batches in which they arrived: what a cache takes. */
  watchBatches(options?: WatchOptions & DecodeOptions): AsyncIterable<readonly WatchEvent<Stored<T>>[]>;
}

/** An argument of a call that only resources with the subresource have: others cannot be called with anything. */
export type IfHas<Sub extends string, Name extends string, Argument> = Name extends Sub ? Argument : never;

/**
 * Everything one can do with the objects of a resource, in one namespace or cluster-wide. `Sub` are the subresources that
 * it has; for a descriptor that does not say, any. Calls about a status or a scale that it has not got do not compile.
 */
export interface ResourceClient<T extends KubernetesObject, Sub extends string = string> extends CollectionClient<T> {
  /** `resourceVersion`: how old the answer may be; absent is the newest, "0" whatever is at hand. */
  get(name: string, options?: CallOptions & { readonly resourceVersion?: string | undefined }): Promise<Stored<T>>;
  /** Rejects with AlreadyExists where there is one; `generateName` in place of a name leaves it to the server. */
  create(object: T, options?: WriteOptions): Promise<Stored<T>>;
  /** Replaces the object; with a resourceVersion that is not the newest: a conflict. */
  update(object: T, options?: WriteOptions): Promise<Stored<T>>;
  /** Replaces the status; the rest of the object is ignored by the server. */
  updateStatus(object: IfHas<Sub, "status", T>, options?: WriteOptions): Promise<Stored<T>>;
  /** Changes parts of the object; body and content type follow the strategy that the patch names (D16, D17). */
  patch(name: string, patch: Patch<T>, options?: WriteOptions): Promise<Stored<T>>;
  patchStatus(name: IfHas<Sub, "status", string>, patch: Patch<T>, options?: WriteOptions): Promise<Stored<T>>;
  /** Server-side apply: creates or changes just these fields, owned by `fieldManager`. */
  apply(object: ApplyObject<T>, options: ApplyOptions): Promise<Stored<T>>;
  applyStatus(object: IfHas<Sub, "status", ApplyObject<T>>, options: ApplyOptions): Promise<Stored<T>>;
  /** What the server answered: the object while finalizers or a grace period keep it, else a Status. */
  delete(name: string, options?: DeleteOptions): Promise<Stored<T> | Status>;
  /** Deletes what the selectors choose, everything without them. Resolves once the server has said yes. */
  deleteCollection(options?: ListOptions & DeleteOptions): Promise<void>;
  /** The size of the resources that have one, whatever their kind. */
  getScale(name: IfHas<Sub, "scale", string>, options?: CallOptions): Promise<Stored<Scale>>;
  /** Sets the size: `{ spec: { replicas: 3 } }`. */
  updateScale(name: IfHas<Sub, "scale", string>, scale: Scale, options?: WriteOptions): Promise<Stored<Scale>>;
  /** Reads, changes and writes back; again on a conflict (F164, C105). The change may edit in place or return anew. */
  edit(
    name: string,
    change: (object: Stored<T>) => Stored<T> | void | Promise<Stored<T> | void>,
    options?: EditOptions,
  ): Promise<Stored<T>>;
}

/** A namespaced resource: reads over all namespaces, everything else in one. */
export interface NamespacedResourceClient<
  T extends KubernetesObject,
  Sub extends string = string,
> extends CollectionClient<T> {
  namespace(name: string): ResourceClient<T, Sub>;
}

/**
 * A resource whose scope is known at run time only. Calls that do not fit the scope reject with reason `InvalidRequest`;
 * `namespace()` of a cluster-scoped resource throws it.
 */
export interface AnyScopeResourceClient<T extends KubernetesObject, Sub extends string = string>
  extends ResourceClient<T, Sub>, NamespacedResourceClient<T, Sub> {}

/** The client of a resource, by its scope. */
export type ClientOf<T extends KubernetesObject, S extends Scope, Sub extends string = string> = [Scope] extends [S]
  ? AnyScopeResourceClient<T, Sub>
  : S extends "Namespaced"
    ? NamespacedResourceClient<T, Sub>
    : ResourceClient<T, Sub>;

/** A client for every resource of one API server. */
export interface DynamicClient extends AsyncDisposable {
  readonly rest: RestClient;
  /** A client for the resource; no request is made. */
  resource<T extends KubernetesObject = UnstructuredObject, S extends Scope = Scope, Sub extends string = string>(
    descriptor: ResourceDescriptor<T, S, Verb, Sub>,
  ): ClientOf<T, S, Sub>;
  /** Closes the transport. */
  [Symbol.asyncDispose](): Promise<void>;
}
