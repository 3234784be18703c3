import { Socket } from "node:net";
import type { Reading } from "@kubets/rest";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it, vi } from "vitest";
import { allText, get } from "../testdata/calls.ts";
import { pem, startServer, type TestServer } from "../testdata/server.ts";
import { createNodeTransport } from "./node-transport.ts";

/** A server that answers once so many requests are there, so that each has a connection of its own. */
async function startGathering(): Promise<TestServer & { gather(count: number): void }> {
  let wanted = 1;
  const waiting: (() => void)[] = [];
  const server = await startServer((_, response) => {
    waiting.push(() => response.end("{}"));
    if (waiting.length === wanted) waiting.splice(0).forEach((answer) => answer());
  }, {});
  return Object.assign(server, { gather: (count: number) => void (wanted = count) });
}

describe("idle connections (F036)", () => {
  it("serve bursts without a handshake for each call, however many calls run at once", async () => {
    await using server = await startGathering();
    const clock = createFakeClock();
    await using transport = createNodeTransport({ tls: { caData: pem("ca") }, clock });
    server.gather(50);
    for (let burst = 0; burst < 5; burst++) {
      await Promise.all(Array.from({ length: 50 }, async () => allText(await transport.send(get(server.url)))));
      await clock.advance(8000);
    }
    expect(server.accepted).toBe(50);
  });

  it("are 25 after a burst, and none after a minute", async () => {
    await using server = await startGathering();
    const clock = createFakeClock();
    await using transport = createNodeTransport({ tls: { caData: pem("ca") }, clock });
    server.gather(40);
    await Promise.all(Array.from({ length: 40 }, async () => allText(await transport.send(get(server.url)))));
    await clock.advance(9000);
    await server.untilOpen(40);
    await clock.advance(6000);
    await server.untilOpen(25);
    await clock.advance(39_000);
    await server.untilOpen(25);
    await clock.advance(6000);
    await server.untilOpen(0);
    expect(clock.pending).toEqual([]);
  });

  it("are not ended while they are of use", async () => {
    await using server = await startGathering();
    const clock = createFakeClock();
    await using transport = createNodeTransport({ tls: { caData: pem("ca") }, clock });
    for (let call = 0; call < 10; call++) {
      await allText(await transport.send(get(server.url)));
      await clock.advance(50_000);
    }
    expect(server.accepted).toBe(1);
  });

  it("are probed by TCP every 30 s from the start, so that a vanished peer is noticed", async () => {
    const probes = vi.spyOn(Socket.prototype, "setKeepAlive");
    await using server = await startServer((_, response) => response.end("{}"), {});
    await using transport = createNodeTransport({ tls: { caData: pem("ca") } });
    const call = transport.send(get(server.url, { reading: "watch" }));
    await allText(await call);
    expect(probes).toHaveBeenCalledWith(true, 30_000);
    probes.mockRestore();
  });
});

describe("a connection that the server gives up while it idles", () => {
  it("costs a read a new connection, and no failure", async () => {
    let drop = false;
    await using server = await startServer((request, response) => {
      // As a server does whose time for an idle connection is over just then.
      if (drop) request.socket.destroy();
      else response.end("{}");
      drop = false;
    }, {});
    await using transport = createNodeTransport({ tls: { caData: pem("ca") } });
    await allText(await transport.send(get(server.url)));
    drop = true;
    expect(await allText(await transport.send(get(server.url)))).toBe("{}");
    expect(server.accepted).toBe(2);
  });

  it.each<Reading>(["whole", "list", "stream", "watch"])(
    "ends no process and fails no read, however many do it at once, read as %s",
    async (reading) => {
      let seed = 1;
      const random = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
      await using server = await startServer(({ socket }, response) => {
        const fate = random();
        const end = (): unknown => (fate < 0.1 ? socket.destroy() : fate < 0.2 ? socket.end() : undefined);
        response.end("{}").on("finish", () => (random() < 0.5 ? end() : setImmediate(end)));
      }, {});
      await using transport = createNodeTransport({ tls: { caData: pem("ca") } });
      let left = 600;
      const worker = async (): Promise<void> => {
        while (left-- > 0) expect(await allText(await transport.send(get(server.url, { reading })))).toBe("{}");
      };
      await Promise.all(Array.from({ length: 20 }, worker));
      expect(server.accepted).toBeGreaterThan(40);
    },
  );

  it("fails a write, which may have been done", async () => {
    let writes = 0;
    await using server = await startServer((request, response) => {
      if (request.method === "GET") response.end("{}");
      else {
        writes++;
        request.socket.destroy();
      }
    }, {});
    await using transport = createNodeTransport({ tls: { caData: pem("ca") } });
    await allText(await transport.send(get(server.url)));
    const call = transport.send(get(server.url, { method: "POST", body: "{}" }));
    await expect(call).rejects.toMatchObject({ reason: "Network" });
    expect(writes).toBe(1);
  });

  it("fails nobody where nobody uses it, and is not taken again", async () => {
    await using server = await startServer((_, response) => response.end("{}"), {});
    await using transport = createNodeTransport({ tls: { caData: pem("ca") } });
    for (let call = 0; call < 3; call++) {
      await Promise.all(Array.from({ length: 5 }, async () => allText(await transport.send(get(server.url)))));
      server.server.closeIdleConnections();
      await server.untilOpen(0);
    }
    expect(server.accepted).toBe(15);
  });
});
