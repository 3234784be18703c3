import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { decodeError, type Header, headerValue, type TransportRequest, type TransportResponse } from "@kubets/rest";
import type { KubernetesError } from "@kubets/apimachinery";
import { cutShort, toBody, wholeBody } from "./body.ts";
import { withoutThoseOfTheWire } from "./headers.ts";
import type { SilenceWatch } from "./silence.ts";

/** An answer whose head is here, and whose body comes as it is on the wire. */
export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Header[];
  readonly stream: Readable;
}

/** How the body of an answer is read. */
export interface ReadingOptions {
  readonly request: TransportRequest;
  readonly silence: SilenceWatch;
  /** Largest answer that is read whole, in bytes. */
  readonly maxWholeBytes: number;
  readonly failure: (cause: unknown) => KubernetesError;
  /** Whether a body that seems to have ended was cut short. Default: it was not. */
  readonly isCut?: () => boolean;
}

/**
 * The answer as a transport gives it: decompressed where it was asked to be compressed, and with all of its body here where
 * it is to be read whole.
 */
export async function readAnswer(
  { status, headers, stream }: Answer,
  options: ReadingOptions,
): Promise<TransportResponse> {
  const { request } = options;
  const compressed =
    headerValue(headers, "content-encoding") === "gzip" &&
    headerValue(request.headers, "accept-encoding") !== undefined;
  // Whichever of the two ends or fails takes the other along.
  const bytes = compressed ? pipeline(stream, createGunzip(), () => undefined) : stream;
  const head = { status, headers: compressed ? withoutThoseOfTheWire(headers) : headers };
  if (request.reading === "stream") options.silence[Symbol.dispose]();
  if (request.reading !== "whole") return { ...head, body: toBody(bytes, options) };
  return { ...head, body: wholeBody(await readAll(bytes, options)) };
}

/** All bytes of a stream; ends it where they are too many, such as those that a small compressed body grows to. */
function readAll(stream: Readable, { silence, maxWholeBytes, isCut }: ReadingOptions): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Buffer[] = [];
  let length = 0;
  let ended = false;
  stream.on("data", (chunk: Buffer) => {
    silence.heard();
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxWholeBytes) stream.destroy(decodeError(`the answer is larger than ${maxWholeBytes} bytes`));
    else silence.owed();
  });
  stream.once("end", () => {
    ended = true;
    if (isCut?.()) reject(cutShort());
    else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, length));
  });
  stream.on("error", reject);
  stream.once("close", () => {
    // An error is not made for nothing: its stack costs a thirtieth of the whole call.
    if (!ended) reject(cutShort());
  });
  return promise;
}
