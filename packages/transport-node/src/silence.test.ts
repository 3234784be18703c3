import type { AddressInfo } from "node:net";
import type { Reading } from "@kubets/rest";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { allText, get } from "../testdata/calls.ts";
import { startHttp2Server } from "../testdata/http2-server.ts";
import { pem, startServer } from "../testdata/server.ts";
import { startSilentProxy } from "../testdata/silent-proxy.ts";
import { createNodeTransport } from "./node-transport.ts";

const minute = 60_000;
const silent = { reason: "Network", message: expect.stringContaining("the server said nothing for 630 s") };

/** A server behind a proxy that can go silent, and a transport on virtual time; of `/open` the answer never ends. */
async function setup() {
  const clock = createFakeClock();
  let asked = (): void => undefined;
  const reached = new Promise<void>((resolve) => (asked = resolve));
  const server = await startServer((request, response) => {
    asked();
    if (request.url === "/silence") return;
    response.write("one");
    if (request.url !== "/open") response.end();
  }, {});
  const proxy = await startSilentProxy((server.server.address() as AddressInfo).port);
  const transport = createNodeTransport({ tls: { caData: pem("ca") }, clock });
  return {
    clock,
    proxy,
    transport,
    reached,
    url: `https://localhost:${proxy.port}`,
    async [Symbol.asyncDispose]() {
      await transport[Symbol.asyncDispose]();
      await proxy[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe("a peer that vanished without closing", () => {
  it.each<Reading>(["whole", "list", "stream", "watch"])(
    "ends the wait for an answer, read as %s, after 630 s",
    async (reading) => {
      await using context = await setup();
      const { clock, transport, url, reached, proxy } = context;
      const call = transport.send(get(`${url}/silence`, { reading }));
      const failed = expect(call).rejects.toMatchObject(silent);
      await reached;
      await clock.advance(10 * minute);
      await proxy.untilOpen(1);
      await clock.advance(minute);
      await failed;
      await proxy.untilOpen(0);
    },
  );

  it.each<Reading>(["list", "watch"])("ends a %s that waits for the next bytes after 630 s", async (reading) => {
    await using context = await setup();
    const { clock, transport, url, proxy } = context;
    const { body } = await transport.send(get(`${url}/open`, { reading }));
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    proxy.goSilent();
    const failed = expect(chunks.next()).rejects.toMatchObject(silent);
    await clock.advance(10 * minute);
    await proxy.untilOpen(1);
    await clock.advance(minute);
    await failed;
    await proxy.untilOpen(0);
  });

  it("ends the reading of the rest of an answer", async () => {
    await using context = await setup();
    const { clock, transport, url, reached, proxy } = context;
    const failed = expect(transport.send(get(`${url}/open`))).rejects.toMatchObject(silent);
    await reached;
    await clock.advance(11 * minute);
    await failed;
    await proxy.untilOpen(0);
  });

  it("does not end a watch whose reader takes its time, and none where the bound is off", async () => {
    await using context = await setup();
    const { clock, transport, url, proxy } = context;
    await using patient = createNodeTransport({ tls: { caData: pem("ca") }, clock, silenceMs: 0 });
    const slow = await transport.send(get(`${url}/open`, { reading: "watch" }));
    const watch = await patient.send(get(`${url}/open`, { reading: "watch" }));
    const chunks = watch.body[Symbol.asyncIterator]();
    await chunks.next();
    void chunks.next().catch(() => undefined);
    await clock.advance(60 * minute);
    await proxy.untilOpen(2);
    const { value } = await slow.body[Symbol.asyncIterator]().next();
    expect(String(Buffer.from(value as Uint8Array))).toBe("one");
  });

  it.each([false, true])("does not end a stream, which may be silent for hours; HTTP/2 %s", async (http2) => {
    const clock = createFakeClock();
    let goOn = (): void => undefined;
    await using shared = await startHttp2Server((stream) => {
      stream.respond({ ":status": 200 });
      stream.write("one");
      goOn = () => void stream.end("two");
    });
    await using plain = await startServer((_, response) => {
      response.write("one");
      goOn = () => void response.end("two");
    }, {});
    // Signs of life take real time.
    const environment = { HTTP2_READ_IDLE_TIMEOUT_SECONDS: "0" };
    await using transport = createNodeTransport({ tls: { caData: pem("ca") }, clock, http2, environment });
    const { url } = http2 ? shared : plain;
    const { body } = await transport.send(get(url, { reading: "stream" }));
    const chunks = body[Symbol.asyncIterator]();
    await chunks.next();
    const next = chunks.next();
    await clock.advance(60 * minute);
    goOn();
    expect(String(Buffer.from((await next).value as Uint8Array))).toBe("two");
  });

  it("leaves no timer behind an answer that came", async () => {
    await using context = await setup();
    const { clock, transport, url } = context;
    for (const reading of ["whole", "list", "stream", "watch"] as const) {
      expect(await allText(await transport.send(get(url, { reading })))).toBe("one");
    }
    await clock.settle();
    // What is left looks after idle connections.
    expect(clock.pending.filter((ms) => ms > 5000)).toEqual([]);
  });
});
