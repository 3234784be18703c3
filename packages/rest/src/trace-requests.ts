import { labelsOf, type RequestLabels } from "./request-labels.ts";
import type { Header, Middleware, TransportRequest, TransportResponse } from "./transport.ts";

/** What a tracer is told when a request goes out; without names of objects and namespaces, so that it may name a span. */
export interface TracedRequest extends RequestLabels {
  /** Which attempt of its call this is: 0 for the first. Each is a request of its own, as OpenTelemetry wants it. */
  readonly retry: number;
}

/** How a request came out: with a status, or with an error where no answer came. */
export type TracedOutcome =
  | { readonly status: number; readonly error?: undefined }
  | { readonly status?: undefined; readonly error: unknown };

/** One request under observation. */
export interface RequestSpan {
  /** Sent along with the request, such as `traceparent`. */
  readonly headers?: readonly Header[] | undefined;
  /** Runs what sends the request, in whatever context is to hold meanwhile. Default: runs it as it is. */
  readonly run?: ((send: () => Promise<TransportResponse>) => Promise<TransportResponse>) | undefined;
  /** Called once, when the answer begins or the request fails; the reading of the body is not in it. */
  end(outcome: TracedOutcome): void;
}

/**
 * A layer that hands each request to a tracer: `start` may open a span of OpenTelemetry or of another library. Give it as the
 * first layer, so that what other layers do is in the span, or as the last, so that it is not.
 */
export function traceRequests(start: (request: TracedRequest) => RequestSpan): Middleware {
  return async (request, next) => {
    const span = start({ ...labelsOf(request), retry: request.retry?.count ?? 0 });
    const sent: TransportRequest = { ...request, headers: [...request.headers, ...(span.headers ?? [])] };
    const { run = (send) => send() } = span;
    let response: TransportResponse;
    try {
      response = await run(() => next(sent));
    } catch (error) {
      span.end({ error });
      throw error;
    }
    span.end({ status: response.status });
    return response;
  };
}
