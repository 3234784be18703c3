import type { Reading } from "../transport.ts";
import { type ConformanceCase, get, readUntil, textOf } from "./case.ts";
import { check, failure, same } from "./check.ts";
import type { AnswerStep } from "./script.ts";

const length = (bytes: number): AnswerStep => ({ head: 200, headers: [["content-length", String(bytes)]] });

const cuts: readonly (readonly [name: string, steps: readonly AnswerStep[]])[] = [
  ["before the head, by a reset", [{ cut: "reset" }]],
  ["before the head, by its end", [{ cut: "end" }]],
  ["that is chunked, by a reset", [{ head: 200 }, { text: "only this" }, { cut: "reset" }]],
  ["that is chunked, by its end", [{ head: 200 }, { text: "only this" }, { cut: "end" }]],
  ["of a known length, by a reset", [length(100), { text: "only this" }, { cut: "reset" }]],
  ["of a known length, by its end", [length(100), { text: "only this" }, { cut: "end" }]],
];

const cutCases = (["whole", "list", "stream", "watch"] as const).flatMap((reading: Reading) =>
  cuts.map(([name, steps]): ConformanceCase => ({
    name: `rejects as Network where an answer is cut ${name} (${reading})`,
    async run({ transport, server }) {
      const read = transport.send(get(server.answer(steps), { reading })).then(textOf);
      await failure(read, ["Network"]);
    },
  })),
);

const streamCases = (["list", "stream", "watch"] as const).flatMap((reading): ConformanceCase[] => [
  {
    name: `gives bytes when they arrive (${reading})`,
    async run({ transport, server }) {
      const steps: AnswerStep[] = [{ head: 200 }, { text: "one" }, { hold: true }, { text: "two" }];
      const { body } = await transport.send(get(server.answer(steps), { reading }));
      const chunks = body[Symbol.asyncIterator]();
      await readUntil(chunks, "one");
      await server.go();
      await readUntil(chunks, "two");
      check((await chunks.next()).done === true, "the body goes on behind its end");
    },
  },
  {
    name: `gives the head before the first byte of the body (${reading})`,
    async run({ transport, server }) {
      const response = await transport.send(
        get(server.answer([{ head: 200 }, { hold: true }, { text: "late" }]), { reading }),
      );
      same(response.status, 200, "the status");
      await server.go();
      same(await textOf(response), "late", "the body");
    },
  },
  {
    name: `gives a large body whole to a slow reader (${reading})`,
    async run({ transport, server }) {
      const text = "0123456789".repeat(100);
      const { body } = await transport.send(get(server.answer([{ head: 200 }, { text, times: 5000 }]), { reading }));
      let place = 0;
      let paused = 0;
      for await (const chunk of body) {
        for (const byte of chunk) check(byte === 0x30 + (place++ % 10), `byte ${place - 1} is ${byte}`);
        if (place - paused < 2 ** 16) continue;
        paused = place;
        // Other work of the platform, while bytes go on to come.
        await new Promise<void>((resolve) => setTimeout(resolve));
      }
      same(place, text.length * 5000, "the length");
    },
  },
  {
    name: `tells a break that came while nobody read to the next read, and to nobody else (D19) (${reading})`,
    async run({ transport, server }) {
      const steps: AnswerStep[] = [{ head: 200 }, { text: "one" }, { hold: true }, { cut: "reset" }];
      const response = await transport.send(get(server.answer(steps), { reading }));
      await server.go();
      await server.ended();
      await failure(textOf(response), ["Network"]);
    },
  },
  {
    name: `frees the connection of a body that nobody wants, before and behind its first bytes (${reading})`,
    async run({ transport, server }) {
      for (const wanted of ["", "one"]) {
        const steps: AnswerStep[] = [{ head: 200 }, { text: "one" }, { hold: true }];
        const { body } = await transport.send(get(server.answer(steps), { reading }));
        const chunks = body[Symbol.asyncIterator]();
        await readUntil(chunks, wanted);
        await chunks.return?.();
        await server.ended();
      }
    },
  },
]);

export const bodyCases: readonly ConformanceCase[] = [
  ...cutCases,
  ...streamCases,
  {
    name: "looks over informational answers",
    async run({ transport, server }) {
      const response = await transport.send(get(server.answer([{ hints: true }, { head: 200 }, { text: "final" }])));
      same([response.status, await textOf(response)], [200, "final"], "status and body");
    },
  },
  {
    name: "looks over headers behind the body",
    async run({ transport, server }) {
      const steps: AnswerStep[] = [
        { head: 200, headers: [["trailer", "x-checksum"]] },
        { text: "body" },
        { trailers: [["x-checksum", "1"]] },
      ];
      same(await textOf(await transport.send(get(server.answer(steps)))), "body", "the body");
    },
  },
  {
    name: "takes a header of 8 KiB",
    async run({ transport, server }) {
      const value = "x".repeat(8 * 1024);
      const steps: AnswerStep[] = [{ head: 200, headers: [["x-large", value]] }];
      const response = await transport.send(get(server.answer(steps)));
      same(response.headers.find(([name]) => name === "x-large")?.[1].length, value.length, "the header's length");
      await textOf(response);
    },
  },
  {
    name: "rejects as Network where the answer is no HTTP",
    async run({ transport, server }) {
      await failure(transport.send(get(server.answer([{ raw: "SSH-2.0-OpenSSH_9\r\n\r\n" }]))), ["Network"]);
    },
  },
  {
    name: "rejects as Network where headers never end, and lets go of the connection",
    async run({ transport, server }) {
      const steps: AnswerStep[] = [{ raw: "HTTP/1.1 200 OK\r\n" }, { raw: `x: ${"x".repeat(1000)}\r\n`, times: 4000 }];
      await failure(transport.send(get(server.answer(steps))), ["Network"]);
      await server.ended();
    },
  },
];
