import got, { type OptionsInit, type PlainResponse, type Response } from "got";
import { headerValue, type TransportRequest, type TransportResponse } from "@kubets/rest";
import { toBody, wholeBody } from "./body.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import { toTransportError } from "./errors.ts";
import { fromRawHeaders, toNodeHeaders } from "./headers.ts";

/** Sends and reads the whole answer, by got. */
export async function sendWhole(request: TransportRequest, pool: ConnectionPool): Promise<TransportResponse> {
  try {
    const response = (await got(request.url, toGotOptions(request, pool))) as Response;
    return { ...describe(response), body: wholeBody(response.rawBody) };
  } catch (error) {
    throw toTransportError(error, request.url, request.signal);
  }
}

/** Sends, and lets the answer be read as it arrives, by got. */
export async function sendStreaming(request: TransportRequest, pool: ConnectionPool): Promise<TransportResponse> {
  const failure = (cause: unknown) => toTransportError(cause, request.url, request.signal);
  const stream = got.stream(request.url, toGotOptions(request, pool));
  const { promise, resolve, reject } = Promise.withResolvers<PlainResponse>();
  stream.once("response", resolve);
  stream.once("error", reject);
  try {
    const response = await promise;
    return { ...describe(response), body: toBody(stream, failure) };
  } catch (error) {
    throw failure(error);
  }
}

/** got sends and decompresses; everything else that it would do by itself is off. */
function toGotOptions({ method, headers, body, signal }: TransportRequest, pool: ConnectionPool): OptionsInit {
  return {
    method,
    // Explicitly undefined keeps got from naming itself.
    headers: { "user-agent": undefined, ...toNodeHeaders(headers) },
    ...(body !== undefined && { body }),
    agent: { http: pool.http, https: pool.https },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    // A body that was not asked to be compressed is left as it is.
    decompress: headerValue(headers, "accept-encoding") !== undefined,
    strictContentLength: true,
    ...(signal && { signal }),
  };
}

function describe({ statusCode, rawHeaders, headers }: PlainResponse): Pick<TransportResponse, "status" | "headers"> {
  // got takes the header away once it decompresses.
  const decompressed = headers["content-encoding"] === undefined;
  return { status: statusCode, headers: fromRawHeaders(rawHeaders, decompressed) };
}
