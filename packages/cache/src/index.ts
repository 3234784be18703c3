// Informers: a cache that follows the server
export {
  createInformerFactory,
  type FactoryInformerOptions,
  type InformerFactory,
  type InformerFactoryOptions,
  type ListerWatcherSource,
} from "./informer-factory.ts";
export { createInformer, type Informer, type InformerOptions } from "./shared-informer.ts";
export { filteringHandler, type EventHandler, type InformerEvent } from "./event-handlers.ts";
export type { EventHandlerOptions, HandlerRegistration } from "./handler-set.ts";
export { namespaceIndex, type Lister, type ListerOptions, type NamespaceLister } from "./lister.ts";
export type { InformerPhase, InformerStatus } from "./informer-status.ts";
export type { Logger } from "./logger.ts";

// Their parts, for caches of one's own
export type { ListerWatcher } from "./lister-watcher.ts";
export { createStore, type Store, type StoreOptions } from "./store.ts";
export { createIndexer, type Indexer, type Indexers, type IndexerOptions, type IndexFunction } from "./indexer.ts";
