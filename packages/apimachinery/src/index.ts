// Objects and resources
export {
  objectKey,
  parseObjectKey,
  type KubernetesList,
  type KubernetesObject,
  type ListMeta,
  type ManagedFieldsEntry,
  type ObjectKey,
  type ObjectMeta,
  type OwnerReference,
  type Stored,
  type StoredObjectMeta,
  type UnstructuredObject,
} from "./object.ts";
export {
  apiVersionOf,
  defineResource,
  parseApiVersion,
  type GroupVersionKind,
  type GroupVersionResource,
  type ObjectOf,
  type ResourceDescriptor,
  type Scope,
  type Verb,
} from "./resource-descriptor.ts";
export type { DeletePreconditions, ListOptions, WatchOptions } from "./list-options.ts";
export { endsInitialEvents, initialEventsEndAnnotation, type Bookmark, type WatchEvent } from "./watch-event.ts";
export { patchContentTypes, type JsonPatchOperation, type Patch } from "./patch.ts";
export type { DeepPartial, DeepReadonly } from "./deep.ts";

// Failures
export {
  isAborted,
  isAlreadyExists,
  isBadRequest,
  isClientTimeout,
  isConflict,
  isExpired,
  isForbidden,
  isInternalError,
  isInvalid,
  isKubernetesError,
  isMethodNotAllowed,
  isNetworkError,
  isNotFound,
  isServiceUnavailable,
  isTimeout,
  isTooLargeResourceVersion,
  isTooManyRequests,
  isUnauthorized,
  isUnsupportedMediaType,
  KubernetesError,
  toKubernetesError,
  type ClientReason,
  type ErrorReason,
  type KubernetesErrorOptions,
} from "./errors.ts";
export { isStatus, type Status, type StatusCause, type StatusDetails, type StatusReason } from "./status.ts";
