import { isKubernetesError } from "@kubets/apimachinery";
import { type Clock, realClock } from "@kubets/wait";
import type { Middleware } from "./transport.ts";

/** By what requests are told apart: few values each, and never a name or a namespace (F026). */
export interface RequestLabels {
  readonly method: string;
  readonly host: string;
  /** The path with `{namespace}`, `{name}` and `{path}` in place of what differs; `/{prefix}` for what is no resource. */
  readonly path: string;
}

/** One attempt to send a request: a retry is another one. */
export interface RequestMeasurement extends RequestLabels {
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
    const { host, pathname } = new URL(request.url);
    const labels = { method: request.method, host, path: pathTemplate(pathname) };
    const from = clock.monotonicNow();
    const done = (code: string): void =>
      metrics.requestDone?.({
        ...labels,
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

const resource = /\/(api\/[^/]+|apis\/[^/]+\/[^/]+)(\/namespaces\/[^/]+(?=\/))?\/([^/]+)(\/[^/]+)?(\/[^/]+)?(\/.*)?$/;

/**
 * The path of a request with everything that names an object replaced (F026): `/api/v1/namespaces/{namespace}/pods/{name}`.
 * What precedes it in the server's address is left out.
 */
export function pathTemplate(path: string): string {
  const [, root, namespace, kind, name, subresource, rest] = resource.exec(path) ?? [];
  if (!root) return "/{prefix}";
  // Parts of a namespace itself, which has no namespace around it.
  if (namespace && (kind === "status" || kind === "finalize") && !name) return `/${root}/namespaces/{name}/${kind}`;
  return [
    `/${root}`,
    namespace && "/namespaces/{namespace}",
    `/${kind}`,
    name && "/{name}",
    subresource,
    rest && "/{path}",
  ].join("");
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
