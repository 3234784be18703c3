import type { ClientRequest } from "node:http";
import got, { type OptionsInit, type PlainResponse } from "got";
import { headerValue, type TransportRequest, type TransportResponse } from "@kubets/rest";
import { toBody } from "./body.ts";
import { metClosedConnection } from "./closed-connection.ts";
import type { ConnectionPool } from "./connection-pool.ts";
import { toTransportError } from "./errors.ts";
import { fromRawHeaders, toNodeHeaders, withoutThoseOfTheWire } from "./headers.ts";
import type { Sending } from "./sending.ts";
import { watchSilence } from "./silence.ts";

/** Sends, and lets the answer be read as it arrives, by got: for long bodies it costs no more than Node's own client. */
export async function sendByGot(request: TransportRequest, sending: Sending): Promise<TransportResponse> {
  const failure = (cause: unknown) => toTransportError(cause, request, request.signal);
  for (;;) {
    let outgoing: ClientRequest | undefined;
    try {
      const stream = got.stream(request.url, toGotOptions(request, sending.pool));
      stream.once("request", (made) => (outgoing = made));
      const { promise, resolve, reject } = Promise.withResolvers<PlainResponse>();
      const silence = watchSilence(sending.silenceMs, sending.clock, (error) => {
        reject(error);
        stream.destroy(error);
      });
      const leaveAlone = (): void => silence[Symbol.dispose]();
      stream.once("end", leaveAlone).once("close", leaveAlone);
      stream.once("response", resolve);
      // Not once: an error without a listener would end the process.
      stream.on("error", reject);
      silence.owed();
      const response = await promise;
      if (request.reading === "stream") leaveAlone();
      return { ...describe(response), body: toBody(stream, { failure, silence }) };
    } catch (error) {
      if (!metClosedConnection(outgoing, request, error)) throw failure(error);
    }
  }
}

/** got sends and decompresses; everything else that it would do by itself is off. */
function toGotOptions({ method, headers, body, signal }: TransportRequest, pool: ConnectionPool): OptionsInit {
  return {
    method,
    // Explicitly undefined keeps got from naming itself.
    headers: { "user-agent": undefined, ...toNodeHeaders(headers) },
    // Without one, got would wait for somebody to write it.
    ...((body !== undefined || !/^(GET|HEAD)$/.test(method)) && { body: body ?? "" }),
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
  const all = fromRawHeaders(rawHeaders);
  return { status: statusCode, headers: decompressed ? withoutThoseOfTheWire(all) : all };
}
