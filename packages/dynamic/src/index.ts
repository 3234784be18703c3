// Objects of any resource
export { createDynamicClient, type DynamicClientOptions } from "./dynamic-client.ts";
export { createClientset, type Accessor, type Clientset, type ClientsetGroups, type GroupClient } from "./clientset.ts";
export type {
  ApplyObject,
  ApplyOptions,
  AnyScopeResourceClient,
  ClientOf,
  CollectionClient,
  DeleteOptions,
  DynamicClient,
  EditOptions,
  IfHas,
  NamespacedResourceClient,
  ResourceClient,
  Scale,
  WriteOptions,
} from "./resource-client.ts";

// Make it so
export { createOrUpdate, getOrCreate, type Ensured } from "./ensure.ts";
export { retryOnConflict, type ConflictRetryOptions } from "./retry-on-conflict.ts";
export { objectReference, ownerReference, withOwner, type ObjectReference, type Owner } from "./references.ts";

// Wait for it
export { deleteAndWait, waitFor, waitForDeletion, type WaitForOptions, type WaitOptions } from "./wait-for.ts";
export { hasCondition, rolloutStatus, type RolloutStatus } from "./conditions.ts";
export type { DeadlineOptions } from "./deadline.ts";

// Read on and on
export { follow, type FollowOptions } from "./follow.ts";
export { retryWatch, type RetryWatchOptions } from "./retry-watch.ts";
export { until, type EventCondition } from "./until.ts";
export { readAhead, type ReadAheadOptions } from "./read-ahead.ts";
export { watchListOptions } from "./watch-list.ts";

// Server-side apply: who owns what
export {
  extractManaged,
  fieldConflicts,
  upgradeToServerSideApply,
  type ExtractOptions,
  type FieldConflict,
  type UpgradeOptions,
} from "./managed-fields.ts";

// Other views of objects
export {
  createMetadataClient,
  type MetadataClient,
  type MetadataClientOf,
  type MetadataResourceClient,
  type NamespacedMetadataClient,
  type PartialObjectMetadata,
} from "./metadata-client.ts";
export { createScaleClient, type GroupResource, type ScaleClient, type ScaleDiscovery } from "./scale-client.ts";
export { readTable, type Table, type TableColumn, type TableOptions, type TableRow } from "./table.ts";
