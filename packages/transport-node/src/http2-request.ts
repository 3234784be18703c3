import { constants, type ClientHttp2Stream } from "node:http2";
import type { TransportRequest, TransportResponse } from "@kubets/rest";
import { readAnswer } from "./answer.ts";
import { toTransportError } from "./errors.ts";
import { fromRawHeaders, toNodeHeaders } from "./headers.ts";
import type { Http2Session } from "./http2-session.ts";
import type { Http2Sessions } from "./http2-sessions.ts";
import type { Sending } from "./sending.ts";
import { watchSilence } from "./silence.ts";

/** So often is a call that a server has not begun with sent again, as client-go does. */
const maxRefusals = 6;

/**
 * Sends on a connection that others share. A call that the server refused before it began with it, such as one that crossed
 * its wish to end the connection, is sent on another, whatever its method. Undefined where the server speaks no HTTP/2.
 */
export async function sendByHttp2(
  request: TransportRequest,
  sending: Sending,
  sessions: Http2Sessions,
): Promise<TransportResponse | undefined> {
  const { signal, method } = request;
  try {
    for (let refusals = 0; ;) {
      const begun = sessions.begin(sending.url, (session) => start(request, sending, session), signal);
      const sent = await untilAborted(begun, signal);
      if (!sent) return undefined;
      try {
        return await sent.answer;
      } catch (error) {
        if (signal?.aborted || sent.answered) throw error;
        const unseen = sent.onUsed && /^(GET|HEAD|OPTIONS)$/.test(method) && isReset(error);
        const refused = sent.stream.rstCode === constants.NGHTTP2_REFUSED_STREAM;
        if (!unseen && !(refused && refusals++ < maxRefusals)) throw error;
      }
    }
  } catch (error) {
    throw toTransportError(error, request, signal);
  }
}

interface Sent {
  readonly stream: ClientHttp2Stream;
  readonly answer: Promise<TransportResponse>;
  /** Whether its connection had brought an answer before. */
  readonly onUsed: boolean;
  /** Whether the head of the answer is here. */
  answered: boolean;
}

function start(
  request: TransportRequest,
  { url, clock, silenceMs, maxWholeBytes }: Sending,
  session: Http2Session,
): Sent {
  const { method, headers, body, signal } = request;
  const { promise, resolve, reject } = Promise.withResolvers<TransportResponse>();
  const { host = url.host, ...others } = toNodeHeaders(headers);
  const stream = session.request(
    {
      ...others,
      ":method": method,
      ":authority": String(host),
      ":path": `${url.pathname}${url.search}`,
      ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
    },
    body === undefined,
  );
  const sent: Sent = { stream, answer: promise, onUsed: session.used, answered: false };
  const end = (error: unknown): void => {
    reject(error);
    stream.close(constants.NGHTTP2_CANCEL);
    stream.destroy(error instanceof Error ? error : undefined);
  };
  const silence = watchSilence(silenceMs, clock, end);
  const onAbort = (): void => end(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  stream.once("response", (_, __, raw: string[]) => {
    sent.answered = true;
    session.used = true;
    const all = fromRawHeaders(raw);
    const status = Number(all.find(([name]) => name === ":status")?.[1]);
    const head = { status, headers: all.filter(([name]) => !name.startsWith(":")), stream };
    const failure = (cause: unknown) => toTransportError(cause, request, signal);
    // A connection that breaks ends the body as if it were whole.
    const isCut = (): boolean => stream.rstCode !== constants.NGHTTP2_NO_ERROR;
    resolve(readAnswer(head, { request, silence, maxWholeBytes, failure, isCut }));
  });
  stream.on("error", reject);
  stream.once("close", () => {
    reject(Object.assign(new Error("the connection broke"), { code: "ECONNRESET" }));
    signal?.removeEventListener("abort", onAbort);
    silence[Symbol.dispose]();
  });
  if (body !== undefined) stream.end(body);
  silence.owed();
  return sent;
}

function isReset(error: unknown): boolean {
  return /^(ECONNRESET|EPIPE|ERR_HTTP2_(SESSION_ERROR|INVALID_SESSION|GOAWAY_SESSION))$/.test(
    (error as NodeJS.ErrnoException | undefined)?.code ?? "",
  );
}

/** Opening a connection is for all who wait; one who gives up leaves it to the others. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  return Promise.race([promise, aborted]).finally(() => signal.removeEventListener("abort", onAbort));
}
