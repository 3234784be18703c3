import { createTokenBucket, type Clock, type TokenBucket } from "@kubets/wait";
import type { CoreEvent } from "./core-event.ts";
import { createLruMap } from "./lru-map.ts";
import { identityOf } from "./object-reference.ts";

/** How many writes an object is worth. */
export interface SpamFilterOptions {
  /** Writes about one object and of one type that may come at once. Default 25. */
  readonly burst?: number | undefined;
  /** How long it takes until one more may come. Default 300 000: one in five minutes. */
  readonly refillMs?: number | undefined;
  /** Events with the same key share a bucket. Default: same object (whatever its fieldPath) and same type. */
  readonly spamKey?: ((event: Readonly<CoreEvent>) => string) | undefined;
}

/** Keeps an object that is always in trouble from filling the server with events (F146). */
export interface SpamFilter {
  /** Whether the event may be written; takes a token where it may. */
  accept(event: CoreEvent): boolean;
}

const longestLru = 4096;

/** Creates a {@link SpamFilter}, which keeps 4096 buckets. The source is not in the key: a recorder has only one. */
export function createSpamFilter({
  clock,
  burst = 25,
  refillMs = 300_000,
  spamKey = ({ involvedObject, type }) => JSON.stringify([...identityOf(involvedObject), type]),
}: SpamFilterOptions & { readonly clock: Clock }): SpamFilter {
  const buckets = createLruMap<TokenBucket>(longestLru);
  return {
    accept(event) {
      const key = spamKey(event);
      let bucket = buckets.get(key);
      if (!bucket) {
        bucket = createTokenBucket({ qps: 1000 / refillMs, burst, clock });
        buckets.set(key, bucket);
      }
      return bucket.tryAccept();
    },
  };
}
