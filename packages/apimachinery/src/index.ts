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
export type { Decoded, Recognizer, TextMaker } from "./recognizer.ts";
export { endsInitialEvents, initialEventsEndAnnotation, type Bookmark, type WatchEvent } from "./watch-event.ts";
export { patchContentTypes, type JsonPatchOperation, type Patch } from "./patch.ts";
export type { DeepPartial, DeepReadonly } from "./deep.ts";

// Selectors and names
export { labelSelectorOf, parseLabelSelector, type LabelSelector, type LabelSelectorSpec } from "./label-selector.ts";
export type { LabelOperator, LabelRequirement } from "./label-requirement.ts";
export { escapeFieldValue, parseFieldSelector, type FieldRequirement, type FieldSelector } from "./field-selector.ts";
export {
  validateDns1035Label,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLabelKey,
  validateLabelValue,
} from "./names.ts";

// Values
export { parseQuantity, quantityOf, type Quantity, type QuantityNotation } from "./quantity.ts";
export { resolveIntOrPercent, type IntOrString } from "./int-or-string.ts";
export { formatMicroTime, formatTime, parseTime } from "./time.ts";

// Failures
export {
  errorFromStatus,
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
