import { type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { TransportRequest, TransportResponse } from "@kubets/rest";
import { readAnswer } from "./answer.ts";
import { takeChunks } from "./chunked-body.ts";
import { metClosedConnection } from "./closed-connection.ts";
import { toTransportError } from "./errors.ts";
import { fromRawHeaders, toNodeHeaders } from "./headers.ts";
import type { Sending } from "./sending.ts";
import { watchSilence } from "./silence.ts";

/**
 * Sends by Node's own client, which takes a quarter to a third of the CPU that libraries on top of it take for a call, and
 * reads the bodies of long answers past its parser.
 */
export async function sendByNode(request: TransportRequest, sending: Sending): Promise<TransportResponse> {
  for (;;) {
    let sent: Sent | undefined;
    try {
      sent = start(request, sending);
      return await sent.answer;
    } catch (error) {
      if (sent?.incoming || !metClosedConnection(sent?.outgoing, request, error)) {
        throw toTransportError(error, request, request.signal);
      }
    }
  }
}

interface Sent {
  readonly outgoing: ClientRequest;
  readonly answer: Promise<TransportResponse>;
  /** Once the head of the answer is here. */
  incoming?: IncomingMessage;
}

function start(request: TransportRequest, { url, pool, clock, silenceMs, maxWholeBytes }: Sending): Sent {
  const { method, headers, body, signal } = request;
  const { promise, resolve, reject } = Promise.withResolvers<TransportResponse>();
  const options = { method, headers: toNodeHeaders(headers) };
  const outgoing =
    url.protocol === "https:"
      ? httpsRequest(url, { ...options, agent: pool.https })
      : httpRequest(url, { ...options, agent: pool.http });
  if (request.reading !== "whole") takeChunks(outgoing);
  const end = (error: unknown): void => {
    // A request without a connection yet, which a proxy may take long to open, is told of its end only with it.
    reject(error);
    (sent.incoming ?? outgoing).destroy(error instanceof Error ? error : undefined);
  };
  const silence = watchSilence(silenceMs, clock, end);
  const onAbort = (): void => end(signal?.reason);
  signal?.addEventListener("abort", onAbort, { once: true });
  outgoing.once("response", (stream) => {
    sent.incoming = stream;
    const { statusCode: status = 0, rawHeaders } = stream;
    const failure = (cause: unknown) => toTransportError(cause, request, signal);
    const head = { status, headers: fromRawHeaders(rawHeaders), stream };
    // In this very turn: an error that nobody listens for would end the process.
    resolve(readAnswer(head, { request, silence, maxWholeBytes, failure }));
  });
  outgoing.on("error", reject);
  outgoing.once("close", () => {
    signal?.removeEventListener("abort", onAbort);
    silence[Symbol.dispose]();
  });
  const sent: Sent = { outgoing, answer: promise };
  // Node frames the body of some methods only where its length is told.
  if (body !== undefined) outgoing.setHeader("content-length", Buffer.byteLength(body));
  outgoing.end(body);
  silence.owed();
  return sent;
}
