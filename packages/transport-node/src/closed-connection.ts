import type { ClientRequest } from "node:http";
import type { TransportRequest } from "@kubets/rest";

/**
 * Whether a request without an answer met a connection that the server gave up just as it was taken again. A server has seen
 * nothing of a request then, as far as HTTP lets a client assume, so what changes nothing is sent on another one. Each
 * attempt uses one connection up, so there is an end.
 */
export function metClosedConnection(
  outgoing: ClientRequest | undefined,
  { method, signal }: TransportRequest,
  error: unknown,
): boolean {
  return (
    outgoing?.reusedSocket === true &&
    !signal?.aborted &&
    /^(GET|HEAD|OPTIONS)$/.test(method) &&
    /^(ECONNRESET|EPIPE)$/.test((error as NodeJS.ErrnoException | undefined)?.code ?? "")
  );
}
