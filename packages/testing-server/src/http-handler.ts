import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { TLSSocket, type PeerCertificate } from "node:tls";
import type { ApiServer } from "@kubets/testing-fake";
import type { Authenticator, CertificateSubject } from "./authentication.ts";
import { accepts, headersOf, valueOf } from "./headers.ts";
import { impersonate } from "./impersonation.ts";
import { statusAnswer, writeAnswer, type Response } from "./write-answer.ts";

/** HTTP/1.1 and HTTP/2 alike. */
export type Request = IncomingMessage | Http2ServerRequest;

/** Largest request body, as a kube-apiserver's. */
const largestBody = 3 * 1024 * 1024;

/** Puts an API server behind Node's HTTP servers: authenticates, reads the body, and writes the answer as it comes. */
export function createHttpHandler(
  server: ApiServer,
  authenticator: Authenticator,
): (request: Request, response: Response) => void {
  return (request, response) => {
    serve(server, authenticator, request, response).catch((error: unknown) => {
      // The connection broke, or something here is wrong: either way nobody may be left waiting.
      if (!response.headersSent && !response.destroyed) {
        const answer = statusAnswer(500, "InternalError", "the test server failed to answer");
        void writeAnswer(answer, response, { gzip: false, signal: AbortSignal.abort() });
      } else response.destroy(error instanceof Error ? error : undefined);
    });
  };
}

async function serve(
  server: ApiServer,
  authenticator: Authenticator,
  request: Request,
  response: Response,
): Promise<void> {
  const gone = new AbortController();
  // On the response: a request is closed as soon as it has been read, while its watch may go on for minutes.
  response.once("close", () => gone.abort());
  const { signal } = gone;

  const headers = headersOf(request.rawHeaders);
  const gzip = accepts(headers, "gzip");
  const refuse = (code: number, reason: string, message: string): Promise<void> =>
    writeAnswer(statusAnswer(code, reason, message), response, { gzip, signal });

  // Read before anything is answered: a connection that closes over the rest of a body can take the answer with it.
  const body = await bodyOf(request);
  const authorization = valueOf(headers, "authorization");
  const authenticated = authenticator.authenticate({ authorization, subject: subjectOf(request) });
  if (!authenticated) return refuse(401, "Unauthorized", "Unauthorized");
  const acting = impersonate(authenticated, headers);
  if (!("user" in acting)) return refuse(acting.code, acting.reason, acting.message);

  if (!body) return refuse(413, "RequestEntityTooLarge", `Request entity too large: limit is ${largestBody}`);
  if (signal.aborted) return;
  const answer = await server.handle({
    method: request.method ?? "GET",
    target: request.url ?? "/",
    headers,
    body,
    user: acting.user,
    signal,
  });
  await writeAnswer(answer, response, { gzip, signal });
}

/** The whole body; undefined where it is larger than allowed, and then none of it is kept. */
function bodyOf(request: Request): Promise<Uint8Array | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>();
  let chunks: Uint8Array[] = [];
  let size = 0;
  request.on("data", (chunk: Uint8Array) => {
    size += chunk.length;
    if (size <= largestBody) chunks.push(chunk);
    else chunks = [];
  });
  request.once("end", () => resolve(size <= largestBody ? Buffer.concat(chunks) : undefined));
  request.once("error", reject);
  // Without an end: the peer broke off.
  request.once("close", () => reject(new Error("the connection ended before the request did")));
  return promise;
}

/** The subject of the client's certificate where our authority signed it. HTTP/2 keeps the socket behind its session. */
function subjectOf(request: Request): CertificateSubject | undefined {
  const socket = "stream" in request ? request.stream.session?.socket : request.socket;
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const certificate: Partial<PeerCertificate> = socket.getPeerCertificate();
  // Judged at every request, as a kube-apiserver does: connections and TLS sessions outlive certificates.
  if (certificate.valid_to === undefined || Date.parse(certificate.valid_to) < Date.now()) return undefined;
  return certificate.subject;
}
