// Informers: a cache that follows the server
export {
  createInformerFactory,
  type FactoryInformerOptions,
  type InformerFactory,
  type InformerFactoryOptions,
  type InformerLifecycle,
  type ListerWatcherSource,
  type UniformInformerFactory,
  type UniformListerWatcherSource,
} from "./informer-factory.ts";
export type { InformerOptions } from "./informer-options.ts";
export { createInformer, type Informer } from "./shared-informer.ts";
export { filteringHandler, type EventHandler, type InformerEvent } from "./event-handlers.ts";
export type { EventHandlerOptions, HandlerRegistration } from "./handler-set.ts";
export { namespaceIndex, type Lister, type ListerOptions, type NamespaceLister } from "./lister.ts";
export type { HandlerStatus, InformerPhase, InformerStatus } from "./informer-status.ts";
export type { ExpectedKind } from "./check-object.ts";
export type { Logger } from "./logger.ts";

// What an informer can have beside
export { createWatchList, type WatchList, type WatchListOptions, type WatchListReading } from "./watch-list.ts";
export { createObjectMemory, type KnownObjects, type ObjectMemory } from "./object-memory.ts";
export {
  createSnapshot,
  type SavedState,
  type Snapshot,
  type SnapshotOptions,
  type SnapshotSource,
  type SnapshotStore,
} from "./snapshot.ts";
export {
  createMutationDetector,
  type MutationDetector,
  type MutationDetectorOptions,
  type ObjectMutation,
} from "./mutation-detector.ts";
export { createOwnWrites, type OwnWrites, type OwnWritesOptions } from "./own-writes.ts";
export { liveList, liveObject, liveStatus, type Live, type LiveListOptions } from "./live.ts";

// Their parts, for caches of one's own
export type { ListerWatcher } from "./lister-watcher.ts";
export { createStore, type Store, type StoreOptions } from "./store.ts";
export { createTtlStore, type TtlStoreOptions } from "./ttl-store.ts";
export { createIndexer, type Indexer, type Indexers, type IndexerOptions, type IndexFunction } from "./indexer.ts";
