import { realClock } from "@kubets/wait";
import { createRestClient } from "../create-rest-client.ts";
import { isConnectionLost } from "../errors.ts";
import type { RestClient } from "../rest-client.ts";
import { type CaseSetup, type ConformanceCase, get, textOf } from "./case.ts";
import { check, failure, same } from "./check.ts";

/** What platforms lack that reject with the same words whatever happened. */
const noCode = "the reason why a connection failed";

/** A client that does not wait between attempts; `attempts` counts them, and only the first meets a connection that breaks. */
function clientOf({ transport, server }: CaseSetup): { readonly client: RestClient; readonly attempts: () => number } {
  let count = 0;
  const client = createRestClient({
    config: { server: server.url },
    transport,
    clock: { ...realClock, sleep: async () => undefined },
    middleware: [
      (request, next) => {
        const steps = count++ === 0 ? [{ cut: "reset" } as const] : [{ head: 200 }, { text: '{"a":1}' }];
        return next({ ...request, url: server.answer(steps) });
      },
    ],
  });
  return { client, attempts: () => count };
}

/** How a lost connection is known, so that a client can send again what changes nothing. */
export const lostCases: readonly ConformanceCase[] = [
  {
    name: "says by the code of the cause that a connection was lost (F019)",
    async run({ transport, server }) {
      for (const cut of ["reset", "end"] as const) {
        const call = transport.send(get(server.answer([{ cut }]), { reading: "whole" }));
        const error = await failure(call.then(textOf), ["Network"]);
        if ((error.cause as { code?: string }).code === undefined) return noCode;
        check(isConnectionLost(error), `the code of ${cut} is none of a lost connection: ${error.message}`);
      }
      return undefined;
    },
  },
  {
    name: "lets a client send a GET again whose connection was lost (F019)",
    async run(setup) {
      const { client, attempts } = clientOf(setup);
      const call = client.json({ method: "GET", path: "/" });
      const answer = await call.catch(() => undefined);
      if (answer === undefined) {
        const error = await failure(call, ["Network"]);
        check(!isConnectionLost(error), "a lost connection was not tried again");
        return noCode;
      }
      same([answer, attempts()], [{ a: 1 }, 2], "the answer, and the count of attempts");
      return undefined;
    },
  },
  {
    name: "lets a client send a POST once, whose connection was lost (F019)",
    async run(setup) {
      const { client, attempts } = clientOf(setup);
      await failure(client.json({ method: "POST", path: "/", body: {} }), ["Network"]);
      same(attempts(), 1, "the count of attempts");
    },
  },
  {
    name: "does not take a refused connection for a lost one (F019, C09)",
    async run({ transport, server }) {
      const error = await failure(transport.send(get(server.unreachableUrl)), ["Network"]);
      return isConnectionLost(error) ? "the difference between a refused and a lost connection" : undefined;
    },
  },
];
