import {
  isExpired,
  objectKey,
  type KubernetesList,
  type KubernetesObject,
  type Stored,
  type WatchEvent,
} from "@kubets/apimachinery";
import { realClock, type Clock } from "@kubets/wait";
import type { CollectionClient } from "./resource-client.ts";
import { mayPass, pause, retryWatch } from "./retry-watch.ts";

/** What to follow, and how. */
export interface FollowOptions {
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  /** Least milliseconds from one request's start to the next one's. Default 1000. */
  readonly minRestartMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * A collection from its state now to whatever happens next, for as long as one reads: the objects as ADDED events, a
 * BOOKMARK when the state is whole, then changes. It survives lost connections and expired versions (C100): then it lists
 * anew, gives what differs as events, and another BOOKMARK. Changes that took each other back meanwhile are not seen.
 *
 * Rejects as `retryWatch` does, but for `Expired`; a list is tried again only after failures that may pass: no
 * connection, 429, 5xx. It remembers the objects: for large collections and many readers there is `@kubets/cache`.
 */
export async function* follow<T extends KubernetesObject>(
  client: CollectionClient<T>,
  options: FollowOptions = {},
): AsyncGenerator<WatchEvent<Stored<T>>, never, undefined> {
  const { labelSelector, fieldSelector, minRestartMs = 1000, signal, clock = realClock } = options;
  const selectors = {
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
  const known = new Map<string, Stored<T>>();
  for (;;) {
    const startedAt = clock.monotonicNow();
    let list: KubernetesList<Stored<T>>;
    try {
      list = await client.list({ ...selectors, signal });
    } catch (error) {
      const { code = 0, reason, retryAfterSeconds = 0 } = mayPass(error) ? error : {};
      if (code < 500 && code !== 429 && reason !== "Network" && reason !== "ClientTimeout") throw error;
      await pause(Math.max(retryAfterSeconds * 1000, startedAt + minRestartMs - clock.monotonicNow()), clock, signal);
      continue;
    }
    yield* differences(known, list.items);
    const resourceVersion = list.metadata.resourceVersion ?? "";
    yield { type: "BOOKMARK", object: { metadata: { resourceVersion } } };
    try {
      const watched = { ...selectors, resourceVersion, minRestartMs, signal, clock };
      for await (const event of retryWatch(client, watched)) {
        if (event.type === "DELETED") known.delete(objectKey(event.object));
        else known.set(objectKey(event.object), event.object);
        yield event;
      }
    } catch (error) {
      if (!isExpired(error)) throw error;
    }
    await pause(startedAt + minRestartMs - clock.monotonicNow(), clock, signal);
  }
}

/** Brings what is known up to a list, and says what had to change. */
function* differences<S extends Stored>(known: Map<string, S>, items: readonly S[]): Generator<WatchEvent<S>> {
  const listed = new Map(items.map((object) => [objectKey(object), object]));
  for (const [key, object] of known) {
    // One of the same name with another uid is another object: the former is gone.
    if (listed.get(key)?.metadata.uid === object.metadata.uid) continue;
    known.delete(key);
    yield { type: "DELETED", object };
  }
  for (const [key, object] of listed) {
    const before = known.get(key);
    if (before?.metadata.resourceVersion === object.metadata.resourceVersion) continue;
    known.set(key, object);
    yield { type: before ? "MODIFIED" : "ADDED", object };
  }
}
