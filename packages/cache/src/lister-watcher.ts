import type { KubernetesList, ListOptions, Recognizer, WatchEvent, WatchOptions } from "@kubets/apimachinery";

/** What the cache may ask for besides; a client may ignore the second one. */
export interface ReadingOptions {
  readonly signal?: AbortSignal | undefined;
  /** Knows objects again from their bytes, so that they need not be parsed. */
  readonly recognize?: Recognizer | undefined;
}

/**
 * All that the cache knows of a client: one page of a list, and a watch. The resource clients of @kubets/dynamic are
 * ListerWatchers by shape.
 */
export interface ListerWatcher<T> {
  /**
   * False where watches do not begin with the whole state though they are asked to: it is then listed, whatever `watchList`
   * says, rather than waited for in vain (F092). Default true.
   */
  readonly sendsInitialEvents?: boolean | undefined;
  /** One page; `metadata.continue` names the next one. */
  list(options: ListOptions & ReadingOptions): Promise<KubernetesList<T>>;
  /**
   * Events in order, in the batches in which they arrived. Ends when the server ends the stream; throws a
   * KubernetesError where opening fails, on an ERROR event, and where the stream breaks.
   */
  watchBatches(options: WatchOptions & ReadingOptions): AsyncIterable<readonly WatchEvent<T>[]>;
}
