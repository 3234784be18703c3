import {
  isAborted,
  isExpired,
  isForbidden,
  isKubernetesError,
  isUnauthorized,
  KubernetesError,
  type KubernetesObject,
  type Stored,
  type WatchEvent,
  type WatchOptions,
} from "@kubets/apimachinery";
import { invalidRequest, abortedError, type DecodeOptions } from "@kubets/rest";
import { realClock, type Clock } from "@kubets/wait";
import type { CollectionClient } from "./resource-client.ts";

/** What a watch that goes on by itself needs and may ask for. */
export interface RetryWatchOptions
  extends Omit<WatchOptions, "sendInitialEvents" | "resourceVersionMatch">, DecodeOptions {
  /** Where to begin, most often what a list said; neither empty nor "0", from which one cannot go on. */
  readonly resourceVersion: string;
  /** Least milliseconds from one request's start to the next one's. Default 1000. */
  readonly minRestartMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * A watch that goes on where it was when the server or the network ends it (F150, C99): ADDED, MODIFIED and DELETED
 * events, none twice and none missed. Bookmarks are asked for and kept back.
 *
 * Failures are retried, as late as the server asks for; but it rejects where to retry is of no use: reason `Expired` once
 * the server no longer has the events since, `Forbidden`, `Unauthorized`, `Aborted`, `InvalidRequest`, and `Decode` for an
 * event without a resourceVersion. To go on after `Expired` as well, see `follow`.
 */
export async function* retryWatch<T extends KubernetesObject>(
  client: CollectionClient<T>,
  options: RetryWatchOptions,
): AsyncGenerator<Exclude<WatchEvent<Stored<T>>, { type: "BOOKMARK" }>, never, undefined> {
  const { clock = realClock, minRestartMs = 1000, ...watchOptions } = options;
  let { resourceVersion } = options;
  if (!resourceVersion || resourceVersion === "0") {
    throw invalidRequest(`a watch cannot go on from resourceVersion "${resourceVersion}"`);
  }
  let broken: KubernetesError | undefined;
  for (;;) {
    if (options.signal?.aborted) throw abortedError(options.signal);
    const startedAt = clock.monotonicNow();
    let retryAfterMs = 0;
    try {
      for await (const event of client.watch({ allowWatchBookmarks: true, ...watchOptions, resourceVersion })) {
        const next = event.object.metadata.resourceVersion;
        if (!next) throw (broken = new KubernetesError("an event has no resourceVersion", { reason: "Decode" }));
        resourceVersion = next;
        if (event.type !== "BOOKMARK") yield event;
      }
    } catch (error) {
      if (error === broken || !mayPass(error)) throw error;
      retryAfterMs = (error.retryAfterSeconds ?? 0) * 1000;
    }
    await pause(Math.max(retryAfterMs, startedAt + minRestartMs - clock.monotonicNow()), clock, options.signal);
  }
}

/** Whether the next attempt of a watch may do better. */
export function mayPass(error: unknown): error is KubernetesError {
  if (!isKubernetesError(error) || error.reason === "InvalidRequest") return false;
  return ![isAborted, isExpired, isForbidden, isUnauthorized].some((ends) => ends(error));
}

/** Waits, unless there is nothing to wait for. Rejects with reason `Aborted` when the signal fires. */
export async function pause(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  if (ms <= 0) return;
  await clock.sleep(ms, { signal }).catch(() => {
    throw abortedError(signal);
  });
}
