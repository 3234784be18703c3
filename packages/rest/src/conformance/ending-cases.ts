import type { Reading } from "../transport.ts";
import { type ConformanceCase, get, readUntil, textOf } from "./case.ts";
import { check, failure, same } from "./check.ts";

const readings: readonly Reading[] = ["whole", "list", "stream", "watch"];

/** How calls end early: by their signal, by the end of the transport, or because there is nobody to talk to. */
export const endingCases: readonly ConformanceCase[] = [
  ...readings.flatMap((reading): ConformanceCase[] => [
    {
      name: `rejects as Network where nobody listens, names host and port, and nothing of the address that may be secret (${reading})`,
      async run({ transport, server }) {
        const url = `${server.unreachableUrl}/path?token=hunter2`;
        const error = await failure(transport.send(get(url, { reading })), ["Network"]);
        const { host } = new URL(server.unreachableUrl);
        check(error.message.includes(host), `the message does not name ${host}: ${error.message}`);
      },
    },
    {
      name: `rejects as Aborted while it waits for an answer, with the signal's reason as cause, and frees the connection (${reading})`,
      async run({ transport, server }) {
        const controller = new AbortController();
        const call = transport.send(get(server.answer([{ hold: true }]), { reading, signal: controller.signal }));
        await Promise.race([server.came(1), call]);
        controller.abort(new Error("enough"));
        const error = await failure(call, ["Aborted"]);
        same((error.cause as Error | undefined)?.message, "enough", "the cause");
        await server.ended();
      },
    },
    {
      name: `sends nothing for a signal that has fired (${reading})`,
      async run({ transport, server }) {
        const signal = AbortSignal.abort();
        await failure(transport.send(get(server.answer([{ head: 200 }]), { reading, signal })), ["Aborted"]);
        same((await server.ended()).length, 0, "the count of requests");
      },
    },
    {
      name: `leaves an answer that was read alone when its signal fires afterwards (${reading})`,
      async run({ transport, server }) {
        const controller = new AbortController();
        const url = server.answer([{ head: 200 }, { text: "whole" }]);
        const response = await transport.send(get(url, { reading, signal: controller.signal }));
        same(await textOf(response), "whole", "the body");
        controller.abort();
        same(await textOf(await transport.send(get(url, { reading }))), "whole", "the body of the next call");
      },
    },
    {
      name: `rejects calls under way when it is closed, and new ones (${reading})`,
      async run({ transport, server }) {
        const call = transport.send(get(server.answer([{ hold: true }]), { reading }));
        await Promise.race([server.came(1), call]);
        const ended = failure(call, ["Aborted", "Network"]);
        await transport[Symbol.asyncDispose]();
        await ended;
        await failure(transport.send(get(server.answer([{ head: 200 }]), { reading })), ["Aborted"]);
        same((await server.ended()).length, 1, "the count of requests");
        await transport[Symbol.asyncDispose]();
      },
    },
  ]),
  ...(["list", "stream", "watch"] as const).flatMap((reading): ConformanceCase[] => [
    {
      name: `rejects the reading of a body as Aborted, and frees the connection (${reading})`,
      async run({ transport, server }) {
        const controller = new AbortController();
        const url = server.answer([{ head: 200 }, { text: "one" }, { hold: true }]);
        const { body } = await transport.send(get(url, { reading, signal: controller.signal }));
        const chunks = body[Symbol.asyncIterator]();
        await readUntil(chunks, "one");
        const next = chunks.next();
        controller.abort();
        await failure(next, ["Aborted"]);
        await server.ended();
      },
    },
    {
      name: `rejects the reading of a body when it is closed (${reading})`,
      async run({ transport, server }) {
        const { body } = await transport.send(
          get(server.answer([{ head: 200 }, { text: "one" }, { hold: true }]), { reading }),
        );
        const chunks = body[Symbol.asyncIterator]();
        await readUntil(chunks, "one");
        const next = failure(chunks.next(), ["Aborted", "Network"]);
        await transport[Symbol.asyncDispose]();
        await next;
        await server.ended();
      },
    },
  ]),
];
