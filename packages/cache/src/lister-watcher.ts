import type { KubernetesList, ListOptions, WatchEvent, WatchOptions } from "@kubets/apimachinery";

/**
 * All that the cache knows of a client: one page of a list, and a watch. The resource clients of @kubets/dynamic are
 * ListerWatchers by shape.
 */
export interface ListerWatcher<T> {
  /** One page; `metadata.continue` names the next one. */
  list(options: ListOptions & { readonly signal?: AbortSignal | undefined }): Promise<KubernetesList<T>>;
  /**
   * Events in order, in the batches in which they arrived. Ends when the server ends the stream; throws a
   * KubernetesError where opening fails, on an ERROR event, and where the stream breaks.
   */
  watchBatches(
    options: WatchOptions & { readonly signal?: AbortSignal | undefined },
  ): AsyncIterable<readonly WatchEvent<T>[]>;
}
