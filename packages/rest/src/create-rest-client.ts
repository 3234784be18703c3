import { KubernetesError } from "@kubets/apimachinery";
import { type Clock, realClock } from "@kubets/wait";
import { readText } from "./body.ts";
import type { ClusterConfig } from "./config.ts";
import { createDeadline } from "./deadline.ts";
import { abortedError, parseJson } from "./errors.ts";
import { decodeList } from "./list-items.ts";
import { identify } from "./identity.ts";
import type { Logger } from "./logger.ts";
import { compose } from "./middleware.ts";
import { toTransportRequest } from "./outgoing.ts";
import { type AskedRequest, refuseHtml, throwIfFailure } from "./response.ts";
import type { ApiRequest, CallOptions, DecodeOptions, ManagedFieldsMode, RestClient } from "./rest-client.ts";
import type { RateLimiter } from "./rate-limit.ts";
import { sendWithRetries } from "./retry.ts";
import { parseBaseUrl } from "./server-url.ts";
import type { Middleware, Reading, Transport, TransportResponse, WebSocketConnection } from "./transport.ts";
import { parseWarnings, type Warning } from "./warnings.ts";
import { decodeWatch, type DecodeWatchOptions } from "./watch.ts";

/** What a client is made of; all but the configuration and the transport has defaults. */
export interface RestClientOptions {
  readonly config: ClusterConfig;
  /** How bytes travel. The client owns it: disposing the client closes it. */
  readonly transport: Transport;
  /** Layers between the client's own and the transport, the first outermost: they see the final headers (F028). */
  readonly middleware?: readonly Middleware[] | undefined;
  /** Called for every warning of the server, on failures and opening watches too. Default: logs those of code 299. */
  readonly onWarning?: ((warning: Warning, request: AskedRequest) => void) | undefined;
  /** Default: nothing is logged. */
  readonly logger?: Logger | undefined;
  /** How often a request is sent again where the server asks for it (F018). Default 10; 0 is never. */
  readonly maxRetries?: number | undefined;
  /** For lists and watches that do not say. Default `lazy`. */
  readonly managedFields?: ManagedFieldsMode | undefined;
  /** Longest event of a watch that is accepted, in bytes. Default 64 MiB. */
  readonly maxLineBytes?: number | undefined;
  /**
   * Makes calls wait, once before each is sent and again before it is repeated; opening a watch waits only to be repeated
   * (F006). Default: nobody waits. `createRateLimiter()` is client-go's limit, and so is a token bucket of @kubets/wait.
   */
  readonly rateLimiter?: RateLimiter | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Creates the client of one API server. Nothing is sent before the first call.
 *
 * Throws Configuration where the server's address or the credentials cannot work.
 */
export function createRestClient(options: RestClientOptions): RestClient {
  const { config, transport, clock = realClock, maxRetries = 10, logger, maxLineBytes, rateLimiter } = options;
  const { onWarning = ({ code, text }) => void (code === 299 && text && logger?.warn(`Warning: ${text}`)) } = options;
  const server = parseBaseUrl(config.server);
  const outgoing = { server, gzip: !config.disableCompression, headers: config.headers };
  const layers = [identify(config), ...(options.middleware ?? [])];
  const send = compose(layers, (request) => transport.send(request));

  /** Sends until an answer stands; a failure status throws. */
  const open = async (
    request: ApiRequest,
    reading: Reading,
    signal: AbortSignal | undefined,
    timeoutMs: number = 0,
    lostConnections: boolean = request.method === "GET",
  ): Promise<TransportResponse> => {
    const asked = { method: request.method, url: server + request.path };
    const prepared = { ...toTransportRequest(request, reading, timeoutMs, outgoing), signal };
    const attempt = async (retry: number): Promise<TransportResponse> => {
      if (retry > 0) await rateLimiter?.wait({ signal });
      signal?.throwIfAborted();
      const response = await send(prepared);
      for (const warning of parseWarnings(response.headers)) onWarning(warning, asked);
      return response;
    };
    return sendWithRetries(attempt, asked, { clock, maxRetries, lostConnections, signal });
  };

  /** A call whose time limit begins behind the rate limit (F006, C63) and ends with the answer's last byte. */
  const unary = async <R>(
    request: ApiRequest,
    reading: Reading,
    { signal, timeoutMs = config.timeoutMs ?? 0 }: CallOptions = {},
    read: (response: TransportResponse) => R | Promise<R>,
    lostConnections?: boolean,
  ): Promise<R> => {
    const deadline = createDeadline(clock, signal);
    try {
      await rateLimiter?.wait({ signal });
      const limited = deadline.start(timeoutMs);
      return await read(await open(request, reading, limited, timeoutMs, lostConnections));
    } catch (error) {
      throw deadline.explain(error);
    } finally {
      deadline[Symbol.dispose]();
    }
  };

  const decoding = ({ managedFields = options.managedFields, recognize }: DecodeOptions): DecodeWatchOptions => ({
    managedFields,
    recognize,
    maxLineBytes,
  });

  return {
    server,
    namespace: config.namespace || "default",
    transport,

    json<T>(request: ApiRequest, options?: CallOptions) {
      return unary(request, "whole", options, async ({ body, headers }) => {
        const text = await readText(body);
        if (text === "") return undefined as T;
        refuseHtml(headers);
        const value = parseJson(text);
        throwIfFailure(value);
        return value as T;
      });
    },

    text(request, options) {
      return unary(request, "whole", options, ({ body }) => readText(body));
    },

    list(request, call = {}) {
      return unary(request, "stream", call, ({ headers, body }) => {
        refuseHtml(headers);
        return decodeList(body, decoding(call));
      });
    },

    async *watch(request, call = {}) {
      const { signal } = call;
      try {
        const { headers, body } = await open(request, "watch", signal);
        refuseHtml(headers);
        yield* decodeWatch(body, decoding(call));
      } catch (error) {
        throw signal?.aborted ? abortedError(signal) : error;
      }
    },

    stream(request, { signal } = {}) {
      return unary(request, "stream", { signal, timeoutMs: 0 }, (response) => response, false);
    },

    async openWebSocket(request, protocols, { signal } = {}) {
      let connection: WebSocketConnection | undefined;
      const connect = compose(layers, async (request) => {
        connection = await transport.openWebSocket(request, protocols);
        return { status: 101, headers: [], body: (async function* () {})() };
      });
      await connect({ ...toTransportRequest(request, "stream", 0, outgoing), signal });
      if (connection) return connection;
      throw new KubernetesError("a layer answered", { reason: "UpgradeFailed" });
    },

    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}
