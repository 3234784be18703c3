import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";
import { type Clock, realClock } from "@kubets/wait";
import { askedOf } from "./asked-request.ts";
import { readText } from "./body.ts";
import type { ClusterConfig } from "./config.ts";
import { withDeadline } from "./deadline.ts";
import { abortedError, parseJson } from "./errors.ts";
import { decodeList } from "./list-items.ts";
import { identify } from "./identity.ts";
import { compose } from "./middleware.ts";
import { toTransportRequest } from "./outgoing.ts";
import { refuseHtml, throwIfFailure } from "./response.ts";
import type { ApiRequest, CallOptions, DecodeOptions, ManagedFieldsMode, RestClient } from "./rest-client.ts";
import type { RateLimiter } from "./rate-limit.ts";
import { sendWithRetries } from "./retry.ts";
import { parseBaseUrl } from "./server-url.ts";
import type { Middleware, Reading, Retry, Transport, TransportResponse, WebSocketConnection } from "./transport.ts";
import { decodeWatch, type DecodeWatchOptions } from "./watch.ts";

/** What a client is made of; all but the configuration and the transport has defaults. */
export interface RestClientOptions {
  readonly config: ClusterConfig;
  /** How bytes travel. The client owns it: disposing the client closes it. */
  readonly transport: Transport;
  /** Layers between the client's own and the transport, the first outermost: they see the final headers (F028). */
  readonly middleware?: readonly Middleware[] | undefined;
  /** How often a request is sent again where the server asks for it (F018). Default 10; 0 is never. */
  readonly maxRetries?: number | undefined;
  /** For lists and watches that do not say. Default `lazy`. */
  readonly managedFields?: ManagedFieldsMode | undefined;
  /** Longest event of a watch and longest item of a list that is accepted, in bytes. Default 64 MiB. */
  readonly maxLineBytes?: number | undefined;
  /**
   * Makes calls wait, once before each is sent and again before it is repeated; opening a watch waits only to be repeated
   * (F006). Default: nobody waits. `createRateLimiter()` is client-go's limit, and so is a token bucket of @kubets/wait.
   */
  readonly rateLimiter?: RateLimiter | undefined;
  readonly clock?: Clock | undefined;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/**
 * Creates the client of one API server. Nothing is sent before the first call.
 *
 * Throws Configuration where the server's address or the credentials cannot work.
 */
export function createRestClient(options: RestClientOptions): RestClient {
  const { config, transport, clock = realClock, rateLimiter } = options;
  const server = parseBaseUrl(config.server);
  const layers = [identify(config), ...(options.middleware ?? [])];
  const send = compose(layers, (request) => transport.send(request));

  /** Throws a failure with what was asked, where it does not say that already. */
  const rethrow =
    ({ method, path }: ApiRequest) =>
    (error: unknown): never => {
      throw isKubernetesError(error)
        ? Object.assign(error, { request: error.request ?? { method, url: server + path } })
        : error;
    };

  /** Sends until an answer stands; a failure status throws. */
  const open = (
    request: ApiRequest,
    reading: Reading,
    signal: AbortSignal | undefined,
    timeoutMs: number = 0,
    lostConnections: boolean = request.method === "GET",
  ): Promise<TransportResponse> => {
    const outgoing = { ...toTransportRequest(request, reading, timeoutMs, server, config), signal };
    const attempt = async (retry: Retry | undefined): Promise<TransportResponse> => {
      if (retry) await rateLimiter?.wait({ signal, retry });
      signal?.throwIfAborted();
      return send({ ...outgoing, retry });
    };
    return sendWithRetries(attempt, askedOf(outgoing), { ...options, lostConnections, signal });
  };

  /** A call whose time limit begins behind the rate limit (F006, C63) and ends with the answer's last byte. */
  const unary = <R>(
    request: ApiRequest,
    reading: Reading,
    { signal, timeoutMs = config.timeoutMs ?? 0 }: CallOptions = {},
    read: (response: TransportResponse) => R | Promise<R>,
    lostConnections?: boolean,
  ): Promise<R> =>
    withDeadline(clock, signal, timeoutMs, async (begin) => {
      await rateLimiter?.wait({ signal });
      return read(await open(request, reading, begin(), timeoutMs, lostConnections));
    }).catch(rethrow(request));

  const decoding = ({ managedFields = options.managedFields, recognize }: DecodeOptions): DecodeWatchOptions => ({
    managedFields,
    recognize,
    maxLineBytes: options.maxLineBytes,
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
      return unary(request, "list", call, ({ headers, body, decodeList: decode = decodeList }) => {
        refuseHtml(headers);
        return decode(body, decoding(call));
      });
    },

    async *watch(request, call = {}) {
      try {
        const { headers, body, decodeWatch: decode = decodeWatch } = await open(request, "watch", call.signal);
        refuseHtml(headers);
        yield* decode(body, decoding(call));
      } catch (error) {
        rethrow(request)(call.signal?.aborted ? abortedError(call.signal) : error);
      }
    },

    stream(request, { signal } = {}) {
      return unary(request, "stream", { signal, timeoutMs: 0 }, (response) => response, false);
    },

    async openWebSocket(request, protocols, { signal } = {}) {
      let connection: WebSocketConnection | undefined;
      const connect = compose(layers, async (request) => {
        connection = await transport.openWebSocket(request, protocols);
        return { status: 101, headers: [], body: nothing() };
      });
      await connect({ ...toTransportRequest(request, "stream", 0, server, config), signal }).catch(rethrow(request));
      return connection ?? rethrow(request)(new KubernetesError("a layer answered", { reason: "UpgradeFailed" }));
    },

    [Symbol.asyncDispose]: () => transport[Symbol.asyncDispose](),
  };
}
