import { type Clock, realClock } from "@kubets/wait";
import type { Middleware } from "./transport.ts";

/** How long a host that is overloaded is left alone. */
export interface BackOffOptions {
  /** Rest after the first failure; it doubles with each further one. */
  readonly baseMs: number;
  /** Longest rest. */
  readonly maxMs: number;
  readonly clock?: Clock | undefined;
}

/**
 * A layer that leaves a host alone after an answer of 429 or of 500 and above, ever longer, until another answer or a lost
 * connection comes from it; client-go does so where KUBE_CLIENT_BACKOFF_BASE and _DURATION say it (F021). It holds for all
 * calls through the layer, for every method, and counts from the failure: what a `Retry-After` has made the client wait is
 * not waited twice (F020). Ends with the call's signal.
 */
export function backOffByHost({ baseMs, maxMs, clock = realClock }: BackOffOptions): Middleware {
  const resting = new Map<string, { readonly ms: number; readonly until: number }>();
  return async (request, next) => {
    const { host } = new URL(request.url);
    const wait = (resting.get(host)?.until ?? 0) - clock.monotonicNow();
    if (wait > 0) await clock.sleep(wait, { signal: request.signal });
    let status: unknown;
    try {
      const response = await next(request);
      ({ status } = response);
      return response;
    } finally {
      if (status === 429 || Number(status) >= 500) {
        const ms = Math.min((resting.get(host)?.ms ?? baseMs / 2) * 2, maxMs);
        resting.set(host, { ms, until: clock.monotonicNow() + ms });
      } else resting.delete(host);
    }
  };
}
