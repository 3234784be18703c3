import { type Header, headerValue, type Reading } from "../transport.ts";
import { type ConformanceCase, get, textOf } from "./case.ts";
import { check, failure, same } from "./check.ts";
import type { SeenRequest } from "./script.ts";

const readings: readonly Reading[] = ["whole", "list", "stream", "watch"];

/** The values of a header, however many lines or commas they came in. */
function valuesOf(request: SeenRequest | undefined, name: string): string[] {
  return (request?.headers ?? []).filter(([key]) => key === name).flatMap(([, value]) => value.split(/, ?/));
}

/** What goes out is what was asked, and what comes back is what was answered, however the body is read. */
const forEachReading = readings.flatMap((reading): ConformanceCase[] => [
  {
    name: `sends method, path, query, headers and a text as given (${reading})`,
    async run({ transport, server }) {
      const url = server.answer([{ head: 200 }, { echo: true }], "labelSelector=a%3Db&x=%2F&y=a+b");
      const headers: Header[] = [
        ["content-type", "application/merge-patch+json"],
        ["x-own", "1"],
      ];
      const response = await transport.send(get(url, { method: "PATCH", reading, headers, body: '{"ä":"😀"}' }));
      same(await textOf(response), '{"ä":"😀"}', "the echo");
      const [seen] = await server.came(1);
      same(seen?.method, "PATCH", "the method");
      same(`${server.url}${seen?.target}`, url, "the target");
      same(valuesOf(seen, "content-type"), ["application/merge-patch+json"], "content-type");
      same(valuesOf(seen, "x-own"), ["1"], "x-own");
    },
  },
  {
    name: `sends bytes as given, with DELETE too (${reading})`,
    async run({ transport, server }) {
      const url = server.answer([{ head: 200 }]);
      const response = await transport.send(get(url, { method: "DELETE", reading, body: Uint8Array.of(0, 255, 128) }));
      await textOf(response);
      const [seen] = await server.came(1);
      same([seen?.method, seen?.body], ["DELETE", "\u0000\u00ff\u0080"], "method and body");
    },
  },
  {
    name: `sends a POST without a body (${reading})`,
    async run({ transport, server }) {
      const response = await transport.send(get(server.answer([{ head: 201 }]), { method: "POST", reading }));
      same([response.status, await textOf(response)], [201, ""], "status and body");
      const [seen] = await server.came(1);
      same([seen?.method, seen?.body], ["POST", ""], "method and body");
    },
  },
  {
    name: `gives every status as an answer, with its headers in lower case and its body (${reading})`,
    async run({ transport, server }) {
      for (const status of [200, 201, 206, 400, 401, 403, 404, 409, 410, 422, 429, 500, 503, 504]) {
        const url = server.answer([{ head: status, headers: [["X-Answer", "Yes"]] }, { text: `text of ${status}` }]);
        const response = await transport.send(get(url, { reading }));
        same(response.status, status, "the status");
        same(headerValue(response.headers, "x-answer"), "Yes", "x-answer");
        check(
          response.headers.every(([name]) => name === name.toLowerCase()),
          "a header's name is not in lower case",
        );
        same(await textOf(response), `text of ${status}`, "the body");
      }
    },
  },
  {
    name: `gives an answer without a body an empty one (${reading})`,
    async run({ transport, server }) {
      for (const [status, headers] of [
        [204, []],
        [200, [["content-length", "0"]]],
      ] as const) {
        const response = await transport.send(get(server.answer([{ head: status, headers }]), { reading }));
        same([response.status, await textOf(response)], [status, ""], "status and body");
      }
    },
  },
  {
    name: `decompresses what is compressed (${reading})`,
    async run({ transport, server }) {
      const script = [
        { head: 200, headers: [["content-encoding", "gzip"]] },
        { gzip: "ä text. ", times: 20_000 },
      ] as const;
      const url = server.answer(script);
      const response = await transport.send(get(url, { reading, headers: [["accept-encoding", "gzip"]] }));
      check((await textOf(response)) === "ä text. ".repeat(20_000), "the body is another one");
    },
  },
  {
    name: `follows no redirect, so that credentials go nowhere else (${reading})`,
    async run({ transport, server }) {
      const target = server.answer([{ head: 200 }, { text: "elsewhere" }]);
      const url = server.answer([{ head: 302, headers: [["location", target]] }]);
      const response = await transport.send(get(url, { reading, headers: [["authorization", "Bearer hunter2"]] }));
      // Browsers hide the status of a redirect that is not followed.
      check(response.status === 302 || response.status === 0, `the status is ${response.status}, not 302 or 0`);
      await textOf(response);
      same((await server.ended()).length, 1, "the count of requests");
    },
  },
]);

export const exchangeCases: readonly ConformanceCase[] = [
  ...forEachReading,
  {
    name: "sends two values of a header as two, or as the list that HTTP says they are",
    async run({ transport, server }) {
      const headers: Header[] = [
        ["x-own", "one"],
        ["x-own", "two"],
      ];
      await textOf(await transport.send(get(server.answer([{ head: 200 }]), { headers })));
      const [seen] = await server.came(1);
      same(valuesOf(seen, "x-own"), ["one", "two"], "x-own");
    },
  },
  {
    name: "sends two groups to impersonate as two headers (F032, C70)",
    async run({ transport, server }) {
      const headers: Header[] = [
        ["impersonate-user", "jane"],
        ["impersonate-group", "a, b"],
        ["impersonate-group", "c"],
      ];
      const call = transport.send(get(server.answer([{ head: 200 }]), { headers }));
      const lines = await call.then(
        async (response) => {
          await textOf(response);
          const [seen] = await server.came(1);
          return seen?.headers.filter(([name]) => name === "impersonate-group").map(([, value]) => value);
        },
        async () => {
          await failure(call, ["Unsupported"]);
          same((await server.ended()).length, 0, "the count of requests");
        },
      );
      if (!lines) return "two values of an impersonation header";
      same(lines, ["a, b", "c"], "the groups");
      return undefined;
    },
  },
  {
    name: "gives both values of a header that the answer repeats",
    async run({ transport, server }) {
      const headers: Header[] = [
        ["warning", '299 - "one"'],
        ["warning", '299 - "two"'],
      ];
      const response = await transport.send(get(server.answer([{ head: 200, headers }])));
      await textOf(response);
      const values = response.headers.filter(([name]) => name === "warning").map(([, value]) => value);
      same(values.join(", "), '299 - "one", 299 - "two"', "the warnings");
    },
  },
  {
    name: "refuses a header that would end its line, sends nothing and does not say its value",
    async run({ transport, server }) {
      for (const header of [
        ["authorization", "Bearer hunter2\r\nx-other: 1"],
        ["authorization", "Bearer hunter2\n"],
        ["x-own\r\nx-other", "1"],
      ] as const) {
        await failure(transport.send(get(server.answer([{ head: 200 }]), { headers: [header] })), ["InvalidRequest"]);
      }
      same((await server.ended()).length, 0, "the count of requests");
    },
  },
  {
    name: "refuses an address that nothing can be sent to, and does not say it",
    async run({ transport }) {
      for (const url of ["hunter2", "//hunter2", "ftp://127.0.0.1/hunter2", "http://hunter2:hunter2@127.0.0.1/"]) {
        await failure(transport.send(get(url)), ["InvalidRequest"]);
      }
    },
  },
  {
    name: "uses a connection again whose answer was read",
    async run({ transport, server }) {
      for (let time = 0; time < 20; time++) {
        await textOf(await transport.send(get(server.answer([{ head: 200 }, { text: "{}" }]), { reading: "whole" })));
      }
      const seen = await server.came(20);
      const connections = new Set(seen.map(({ connection }) => connection)).size;
      check(connections <= 2, `20 requests one after the other took ${connections} connections`);
    },
  },
  {
    name: "keeps calls apart that are under way together",
    async run({ transport, server }) {
      const held = transport.send(get(server.answer([{ hold: true }, { head: 200 }, { text: "held" }])));
      await server.came(1);
      const others = ["a", "b", "c"].map(async (name) =>
        textOf(await transport.send(get(server.answer([{ head: 200 }, { text: name }])))),
      );
      same(await Promise.all(others), ["a", "b", "c"], "the bodies");
      await server.go();
      same(await textOf(await held), "held", "the body that was held");
    },
  },
];
