import type { DeepReadonly, KubernetesError } from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";
import type { ExpectedKind } from "./check-object.ts";
import type { InformerEvent } from "./event-handlers.ts";
import type { Indexers } from "./indexer.ts";
import type { ListerWatcher } from "./lister-watcher.ts";
import type { Logger } from "./logger.ts";
import type { MutationDetector } from "./mutation-detector.ts";
import type { KnownObjects, ObjectMemory } from "./object-memory.ts";
import type { Snapshot } from "./snapshot.ts";
import type { WatchList } from "./watch-list.ts";

/** Options of {@link createInformer}. */
export interface InformerOptions<T> {
  /**
   * Where the objects come from: a resource client, for one namespace or for all; or, by their names, one for each of
   * several namespaces, which then make up one cache.
   */
  readonly listerWatcher: ListerWatcher<T> | ReadonlyMap<string, ListerWatcher<T>>;
  /** What is watched, for messages. Default `objects`. */
  readonly name?: string | undefined;
  /** The type of the objects; those that say they are of another are left out, and logged (C16). Default: any. */
  readonly kind?: ExpectedKind | undefined;
  /** Only objects with these labels, chosen by the server. */
  readonly labelSelector?: string | undefined;
  /** Only objects with these fields, chosen by the server. */
  readonly fieldSelector?: string | undefined;
  /** Ways to find objects by computed values; see {@link Lister.byIndex}. */
  readonly indexers?: Indexers<DeepReadonly<T>> | undefined;
  /**
   * Changes each object before anybody sees it, for example to drop what is not needed: once per object received (C29). It
   * may edit in place. One that throws or returns nothing fails a whole list, which is then tried again; of a watch it
   * drops the event. It must leave the name, namespace and resourceVersion as they are.
   */
  readonly transform?: ((object: T) => T) | undefined;
  /** How often handlers hear of every object again, in milliseconds; no request is made. Default 0: never (C39). */
  readonly resyncPeriodMs?: number | undefined;
  /** Lists in pages of so many always. Default: 500 where the server would not answer from its cache, else one piece (C02). */
  readonly pageSize?: number | undefined;
  /** Fetches the state by a watch: {@link createWatchList}. Default: by a list (C12–C14). */
  readonly watchList?: WatchList | undefined;
  /**
   * Knows cached objects again in the bytes of a later list, so that what has not changed is not parsed again, and lets
   * objects share what is equal in the texts of their managedFields: {@link createObjectMemory} itself. Default: none;
   * informers of a factory have it.
   */
  readonly memory?: ((cache: KnownObjects<unknown>) => ObjectMemory) | undefined;
  /** Watches last at random from this to twice this. Default and least: five minutes (F095). */
  readonly minWatchTimeoutMs?: number | undefined;
  /**
   * For so long after the first of them, internal errors (500) of a watch lead to another watch; else to a list. Those a
   * minute apart begin anew. Default 0: always to a list (C09).
   */
  readonly internalErrorRetryMs?: number | undefined;
  /**
   * Begins with the state that was saved, and saves it: {@link createSnapshot}. Default: begins with a list. Not with
   * several namespaces, whose state has no single version.
   */
  readonly snapshot?: Snapshot | undefined;
  /** Finds out who changes cached objects: {@link createMutationDetector}; one for each informer. Default: none. */
  readonly mutationDetector?: MutationDetector | undefined;
  /** Default: silent. Failures to reach the server are written once, not for each retry. */
  readonly logger?: Logger | undefined;
  /** Hears of each handler call that threw or rejected, once. Default: the logger's `error`, else the console's. */
  readonly onHandlerError?: ((error: unknown, event: InformerEvent<T>, handler: string) => void) | undefined;
  /** Hears of each failure of a list or watch, retries too (F099). */
  readonly onWatchError?: ((error: KubernetesError) => void) | undefined;
  /** Default: the real clock. */
  readonly clock?: Clock | undefined;
  /** Numbers from 0 up to but not including 1, for jitter. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}
