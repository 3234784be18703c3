import { conformanceCases, createConformanceServer, runConformanceCase } from "@kubets/rest/testing";
import { brokenConnection, type ApiServer, type ApiServerResponse } from "@kubets/testing-fake";
import { describe, it } from "vitest";
import { createInProcessTransport } from "../../packages/testing-fake/src/in-process-transport.ts";

/** Puts the conformance server behind the fake's transport: what no network carries (hints, trailers, gzip) is left out. */
function createServer(): Pick<ApiServer, "handle"> {
  const conformance = createConformanceServer();
  return {
    handle: (request) => {
      const { promise, resolve, reject } = Promise.withResolvers<ApiServerResponse>();
      const gone = new AbortController();
      request.signal.addEventListener("abort", () => gone.abort());
      let head: Pick<ApiServerResponse, "status" | "headers"> | undefined;
      let waiting: Uint8Array[] = [];
      let ended: "well" | "cut" | undefined;
      let wake = (): void => undefined;
      const finish = (how: "well" | "cut"): void => {
        ended = how;
        wake();
        gone.abort();
      };
      const body = async function* (): AsyncGenerator<string> {
        for (;;) {
          const chunk = waiting.shift();
          if (chunk) yield new TextDecoder().decode(chunk);
          else if (ended === "cut") throw new Error("the connection was cut");
          else if (ended) return;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      };
      const flush = (): void => {
        if (head) resolve({ ...head, body: body() });
      };
      const cut = (): void => {
        if (!head) resolve({ status: brokenConnection, headers: [], body: "" });
        finish("cut");
      };
      if (request.target.startsWith("/unreachable")) cut();
      else {
        conformance
          .answer({
            method: request.method,
            target: request.target,
            headers: request.headers,
            body: request.body ?? new Uint8Array(),
            connection: 1,
            gone: gone.signal,
            hints: () => undefined,
            trailers: () => undefined,
            head: (status, headers) => {
              head = { status, headers: headers.map(([name, value]) => [name.toLowerCase(), value] as const) };
            },
            write: (bytes) => {
              waiting.push(bytes);
              wake();
            },
            flush,
            end() {
              const whole = waiting.flatMap((bytes) => [...bytes]);
              // Whole where nothing has gone out yet: then bytes that are no text are kept.
              if (head) resolve({ ...head, body: Uint8Array.from(whole) });
              finish("well");
            },
            cut,
            raw: cut,
          })
          .catch(reject);
      }
      return promise;
    },
  };
}

describe("the in-process transport", () => {
  const server = createServer();
  const user = { name: "jane", groups: [] };
  const createTransport = () => createInProcessTransport(server, user);
  const [url, unreachableUrl] = ["http://fake.invalid", "http://fake.invalid/unreachable"];

  it.each(conformanceCases.map((each) => [each.name, each] as const))("%s", async (_, each) => {
    await runConformanceCase(each, { createTransport, url, unreachableUrl });
  });
});
