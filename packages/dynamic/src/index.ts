export { createDynamicClient, type DynamicClientOptions } from "./dynamic-client.ts";
export { retryOnConflict, type ConflictRetryOptions } from "./retry-on-conflict.ts";
export type {
  ApplyObject,
  ApplyOptions,
  AnyScopeResourceClient,
  ClientOf,
  CollectionClient,
  DeleteOptions,
  DynamicClient,
  EditOptions,
  NamespacedResourceClient,
  ResourceClient,
  Scale,
  WriteOptions,
} from "./resource-client.ts";
