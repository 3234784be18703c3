import type { TokenBucket } from "./token-bucket.ts";

/**
 * A {@link TokenBucket} for tests, which lets everything through at once, or nothing ever: then `tryAccept` is false,
 * `reserve` is `Infinity`, and `wait` ends with its signal only (F163).
 */
export function createFakeTokenBucket({ accepts }: { readonly accepts: boolean }): TokenBucket {
  const limit = accepts ? Infinity : 0;
  return {
    qps: limit,
    burst: limit,
    tryAccept: () => accepts,
    reserve: () => (accepts ? 0 : Infinity),
    wait: ({ signal } = {}) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        if (accepts) resolve();
        else signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      }),
  };
}
