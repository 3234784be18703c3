import { createConformanceServer } from "@kubets/rest/testing";
import {
  type ApiServer,
  type ApiServerRequest,
  type ApiServerResponse,
  brokenConnection,
  type MessageSocket,
} from "@kubets/testing-fake";

/** Requests to addresses that begin like this meet nobody. */
const unreachable = "/unreachable";

/** The conformance server as an API server in memory. */
export interface InProcessConformanceServer extends Pick<ApiServer, "handle" | "upgrade"> {
  readonly url: string;
  readonly unreachableUrl: string;
}

/** Puts the conformance server behind the seam of the API server in memory: what only a network carries is left out. */
export function createInProcessConformanceServer(): InProcessConformanceServer {
  const conformance = createConformanceServer();
  const url = "http://memory.invalid";
  return {
    url,
    unreachableUrl: url + unreachable,
    async handle(request) {
      const answer = createAnswer(request.signal);
      if (request.target.startsWith(unreachable)) answer.cut();
      else {
        const { method, target, headers, body = new Uint8Array() } = request;
        // Its other failures are the case's, which then waits in vain and says so.
        void conformance.answer({ method, target, headers, body, connection: 1, ...answer, raw: answer.cut });
      }
      return answer.response;
    },
    async upgrade({ method, target, headers, protocols, signal }) {
      if (target.startsWith(unreachable)) return { status: brokenConnection, headers: [], body: "" };
      const asked = { method, target, headers, protocols, connection: 1, gone: signal };
      const { act, protocol } = conformance.socket(asked);
      if (act === "hold") return new Promise<never>(() => undefined);
      if (act === "refuse") {
        const body = JSON.stringify({
          kind: "Status",
          apiVersion: "v1",
          reason: "Forbidden",
          message: "no",
          code: 403,
        });
        return { status: 403, headers: [["content-type", "application/json"]], body };
      }
      return { framing: "messages", protocol, serve: (socket) => converse(act, socket) };
    },
  };
}

async function converse(act: "echo" | "say" | "break", socket: MessageSocket): Promise<void> {
  if (act === "echo") {
    for await (const message of socket.messages) await socket.send(message);
    return;
  }
  await socket.send("one");
  if (act === "break") return socket.terminate();
  await socket.send("two");
  socket.close(1000);
}

/** What a conformance server may do to an answer, and the answer that becomes of it. */
function createAnswer(signal: ApiServerRequest["signal"]) {
  const { promise: response, resolve } = Promise.withResolvers<ApiServerResponse>();
  const gone = new AbortController();
  signal.addEventListener("abort", () => gone.abort());
  const waiting: Uint8Array[] = [];
  let head: Pick<ApiServerResponse, "status" | "headers"> | undefined;
  let ended: "well" | "cut" | undefined;
  let wake = (): void => undefined;
  const finish = (how: "well" | "cut"): void => {
    ended = how;
    wake();
    gone.abort();
  };
  const chunks = async function* (): AsyncGenerator<string> {
    for (;;) {
      const chunk = waiting.shift();
      if (chunk) yield new TextDecoder().decode(chunk);
      else if (ended === "cut") throw new Error("the connection was cut");
      else if (ended) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  return {
    response,
    gone: gone.signal,
    hints: (): void => undefined,
    trailers: (): void => undefined,
    head(status: number, headers: ApiServerResponse["headers"]): void {
      head = { status, headers: headers.map(([name, value]) => [name.toLowerCase(), value] as const) };
    },
    write(bytes: Uint8Array): void {
      waiting.push(bytes);
      wake();
    },
    /** From here on the body is a stream. */
    flush(): void {
      if (head) resolve({ ...head, body: chunks() });
    },
    end(): void {
      // Whole where nothing has gone out yet: bytes that are no text are kept.
      if (head) resolve({ ...head, body: Uint8Array.from(waiting.flatMap((bytes) => [...bytes])) });
      finish("well");
    },
    cut: (): void => {
      if (!head) resolve({ status: brokenConnection, headers: [], body: "" });
      finish("cut");
    },
  };
}
