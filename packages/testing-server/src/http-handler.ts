import type { ApiServer } from "@kubets/testing-fake";
import { accepts, headersOf } from "./headers.ts";
import type { Identify, Request } from "./identify.ts";
import { refusalAnswer, statusAnswer, writeAnswer, type Response } from "./write-answer.ts";

/** Largest request body, as a kube-apiserver's. */
const largestBody = 3 * 1024 * 1024;

/** Why the signal fires. One for all: every request ends, and an error of its own is dear. */
const over = new Error("the connection is over");

/** Puts an API server behind Node's HTTP servers: authenticates, reads the body, and writes the answer as it comes. */
export function createHttpHandler(
  server: ApiServer,
  identify: Identify,
): (request: Request, response: Response) => void {
  return (request, response) => {
    serve(server, identify, request, response).catch((error: unknown) => {
      // The connection broke, or something here is wrong: either way nobody may be left waiting.
      if (!response.headersSent && !response.destroyed) {
        const answer = statusAnswer(500, "InternalError", "the test server failed to answer");
        void writeAnswer(answer, response, { gzip: false, signal: AbortSignal.abort() });
      } else response.destroy(error instanceof Error ? error : undefined);
    });
  };
}

async function serve(server: ApiServer, identify: Identify, request: Request, response: Response): Promise<void> {
  const gone = new AbortController();
  // On the response: a request is closed as soon as it has been read, while its watch may go on for minutes.
  response.once("close", () => gone.abort(over));
  const { signal } = gone;

  const headers = headersOf(request.rawHeaders);
  const gzip = accepts(headers, "gzip");
  const refuse = (code: number, reason: string, message: string): Promise<void> =>
    writeAnswer(statusAnswer(code, reason, message), response, { gzip, signal });

  // Read before anything is answered: a connection that closes over the rest of a body can take the answer with it.
  const body = await bodyOf(request);
  const identified = await identify(headers, request);
  if (!("user" in identified)) return writeAnswer(refusalAnswer(identified), response, { gzip, signal });
  if (!body) return refuse(413, "RequestEntityTooLarge", `Request entity too large: limit is ${largestBody}`);
  if (signal.aborted) return;
  const answer = await server.handle({
    method: request.method ?? "GET",
    target: request.url ?? "/",
    headers,
    body,
    user: identified.user,
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
