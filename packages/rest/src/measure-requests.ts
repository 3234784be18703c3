import { isKubernetesError } from "@kubets/apimachinery";
import { type Clock, realClock } from "@kubets/wait";
import { labelsOf, type RequestLabels } from "./request-labels.ts";
import type { Middleware } from "./transport.ts";

/** One attempt to send a request: a retry is another one. */
export interface RequestMeasurement extends RequestLabels {
  /** 0 where it is the first attempt of a call; client-go counts those above as retries (C106). */
  readonly retry: number;
  /** The status, or `<error>` where no answer came. */
  readonly code: string;
  /** Until the answer's head was there. */
  readonly durationMs: number;
  /** UTF-8 bytes of the body that was sent; 0 without one. */
  readonly requestBytes: number;
}

/** Where measurements go: a structural interface, that any metrics library can be put behind (F162). */
export interface RequestMetrics {
  /** Once for every attempt. */
  requestDone?(measurement: RequestMeasurement): void;
  /** Once a body has ended, broken off or been let go: bytes read, decompressed. */
  responseRead?(labels: RequestLabels, bytes: number): void;
}

/** A layer that measures requests. Give it as the first layer, so that what other layers do counts too. */
export function measureRequests(metrics: RequestMetrics, { clock = realClock }: { clock?: Clock } = {}): Middleware {
  return async (request, next) => {
    const labels = labelsOf(request);
    const from = clock.monotonicNow();
    const done = (code: string): void =>
      metrics.requestDone?.({
        ...labels,
        retry: request.retry?.count ?? 0,
        code,
        durationMs: clock.monotonicNow() - from,
        requestBytes: byteLength(request.body),
      });
    let response;
    try {
      response = await next(request);
    } catch (error) {
      // A refused WebSocket comes as an error that has a code.
      done(String((isKubernetesError(error) && error.code) || "<error>"));
      throw error;
    }
    done(String(response.status));
    if (!metrics.responseRead) return response;
    return { ...response, body: counted(response.body, (bytes) => metrics.responseRead?.(labels, bytes)) };
  };
}

function byteLength(body: Uint8Array | string | undefined): number {
  return typeof body === "string" ? new TextEncoder().encode(body).length : (body?.length ?? 0);
}

/** Not a generator: its return must reach the body before the first read too. */
function counted(body: AsyncIterable<Uint8Array>, end: (bytes: number) => void): AsyncIterable<Uint8Array> {
  let source: AsyncIterator<Uint8Array> | undefined;
  let bytes = 0;
  let ended = false;
  const finish = (): void => {
    if (!ended) end(bytes);
    ended = true;
  };
  const open = (): AsyncIterator<Uint8Array> => (source ??= body[Symbol.asyncIterator]());
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      try {
        const result = await open().next();
        if (result.done) finish();
        else bytes += result.value.length;
        return result;
      } catch (error) {
        finish();
        throw error;
      }
    },
    async return() {
      finish();
      await open().return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
