import type { TransportRequest } from "@kubets/rest";
import type { ApiServerRequest, ApiServerResponse, UserInfo } from "../http/api-server.ts";

/** Bytes come in pieces, as from a network, so that what reads them is tried on pieces. */
const pieceBytes = 64 * 1024;

const encoder = new TextEncoder();

/** The bytes of an answer. */
export async function* piecesOf(body: ApiServerResponse["body"]): AsyncGenerator<Uint8Array> {
  if (typeof body !== "string" && !(body instanceof Uint8Array)) {
    for await (const piece of body) yield typeof piece === "string" ? encoder.encode(piece) : piece;
    return;
  }
  const bytes = typeof body === "string" ? encoder.encode(body) : body.slice();
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes);
}

/** A request as it reaches the server. */
export function serverRequest(
  { method, url, headers, body }: TransportRequest,
  user: UserInfo,
  signal: AbortSignal,
): ApiServerRequest {
  const { pathname, search } = new URL(url);
  return {
    method,
    target: pathname + search,
    headers: headers.map(([name, value]) => [name.toLowerCase(), value] as const),
    body: typeof body === "string" ? encoder.encode(body) : body?.slice(),
    user,
    signal,
  };
}
