import { request } from "node:https";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { fc, test } from "@fast-check/vitest";
import type { Reading } from "@kubets/rest";
import { describe, expect, it, vi } from "vitest";
import { allText, get } from "../testdata/calls.ts";
import { startRawServer } from "../testdata/raw-server.ts";
import { pem } from "../testdata/server.ts";
import { torn } from "../testdata/torn.ts";
import { takeChunks } from "./chunked-body.ts";
import { createConnectionPool } from "./connection-pool.ts";
import { createNodeTransport } from "./node-transport.ts";

const tls = { caData: pem("ca") };
const head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;
const end = "0\r\n\r\n";

/** Writes so that each fragment is a record of TLS of its own, which its reader gets by itself. */
async function writeRecords(socket: Socket, fragments: readonly string[]): Promise<void> {
  for (const fragment of fragments) {
    if (fragment !== "") await new Promise((resolve) => socket.write(fragment, "latin1", resolve));
  }
}

describe("a body in chunks, over TLS", () => {
  it.each<Reading>(["list", "stream", "watch"])(
    "gives in one piece what arrived together, read as %s",
    async (reading) => {
      await using server = await startRawServer(
        (socket) => writeRecords(socket, [head + chunk("one") + chunk("two"), chunk("three") + end]),
        { secure: true },
      );
      await using transport = createNodeTransport({ tls });
      const pieces = [];
      for await (const piece of (await transport.send(get(server.url, { reading }))).body) pieces.push(String(piece));
      expect(pieces[0]).toMatch(/^onetwo/);
      expect(pieces.join("")).toBe("onetwothree");
    },
  );

  const heads = fc.array(
    fc.constantFrom("HTTP/1.1 103 Early Hints\r\nlink: </>\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n"),
    { maxLength: 2 },
  );
  const chunks = fc.array(
    fc.constantFrom(
      chunk("a"),
      chunk("\r\n\r\n0\r\n\r\n"),
      "003\r\nabc\r\n",
      "3;name=value\r\nabc\r\n",
      chunk("b".repeat(5000)),
    ),
    { maxLength: 6 },
  );
  const ends = fc.constantFrom(end, "0\r\nexpires: never\r\n\r\n");
  test.prop([heads, chunks, ends, fc.array(fc.nat(), { maxLength: 10 })], { numRuns: 60 })(
    "is what Node makes of it, and leaves the connection to the next call, however its bytes are torn apart",
    async (before, data, last, places) => {
      const answer = before.join("") + head + data.join("") + last;
      await using server = await startRawServer((socket) => writeRecords(socket, torn(answer, places)), {
        secure: true,
      });
      await using transport = createNodeTransport({ tls });
      const [first, second] = [
        await allText(await transport.send(get(server.url, { reading: "list" }))),
        await allText(await transport.send(get(server.url))),
      ];
      expect(first).toBe(second);
      expect(server.accepted).toBe(1);
    },
  );

  it.each(["204 No Content", "304 Not Modified"])("that an answer of %s only speaks of is none", async (status) => {
    const answer = head.replace("200 OK", status);
    await using server = await startRawServer((socket) => writeRecords(socket, [answer]), { secure: true });
    await using transport = createNodeTransport({ tls });
    for (const reading of ["list", "whole", "watch"] as const) {
      expect(await allText(await transport.send(get(server.url, { reading })))).toBe("");
    }
    expect(server.accepted).toBe(1);
  });

  it("gives what came before the connection ended, and then that it did, where both arrive at once", async () => {
    let hold = (): void => undefined;
    await using server = await startRawServer(
      (socket) => {
        hold();
        socket.end(`${head}5\r\nab`);
      },
      { secure: true },
    );
    const proxy = createServer((client) => {
      const held: Buffer[] = [];
      const upstream = connect(Number(new URL(server.url).port), "127.0.0.1");
      const onData = (bytes: Buffer): void => void client.write(bytes);
      upstream.on("data", onData);
      hold = () => upstream.off("data", onData).on("data", (bytes: Buffer) => held.push(bytes));
      upstream.once("end", () => client.end(Buffer.concat(held)));
      client.on("data", (bytes) => upstream.write(bytes)).once("close", () => upstream.destroy());
    });
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    await using transport = createNodeTransport({ tls });
    const url = `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const { body } = await transport.send(get(url, { reading: "watch" }));
    const pieces = body[Symbol.asyncIterator]();
    expect(String((await pieces.next()).value)).toBe("ab");
    await expect(pieces.next()).rejects.toMatchObject({ reason: "Network" });
    proxy.close();
  });

  it("that is longer than it says is an error of the network", async () => {
    await using server = await startRawServer((socket) => socket.write(`${head}2\r\nabc\r\n`), { secure: true });
    await using transport = createNodeTransport({ tls });
    const read = transport.send(get(server.url, { reading: "list" })).then(allText);
    await expect(read).rejects.toMatchObject({ reason: "Network", cause: { code: "HPE_STRICT" } });
  });

  it("is not read faster than its reader takes it", async () => {
    const size = 2 ** 21;
    await using server = await startRawServer(
      (socket) =>
        writeRecords(socket, [head, ...Array.from({ length: size / 2 ** 12 }, () => chunk("x".repeat(2 ** 12))), end]),
      { secure: true },
    );
    const pool = createConnectionPool({ tls: { ca: pem("ca") }, proxyTls: {} });
    const outgoing = request(server.url, { agent: pool.https });
    takeChunks(outgoing);
    outgoing.end();
    const [answer] = (await once(outgoing, "response")) as [IncomingMessage];
    await vi.waitUntil(() => answer.socket.isPaused());
    let length = 0;
    for await (const piece of answer) length += (piece as Buffer).length;
    expect(length).toBe(size);
    pool.close();
  });
});
