import { once } from "node:events";
import { type AddressInfo, Socket } from "node:net";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { get } from "../testdata/calls.ts";
import { startServer } from "../testdata/server.ts";
import { startSilentProxy } from "../testdata/silent-proxy.ts";
import { limitDialing } from "./dialing.ts";
import { createNodeTransport } from "./node-transport.ts";

describe("opening a connection (F036)", () => {
  it("is given up where nobody answers within 30 s", async () => {
    const clock = createFakeClock();
    const socket = new Socket();
    const failed = once(socket, "error");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    limitDialing(socket, true, false, clock);
    await clock.advance(29_999);
    expect(socket.destroyed).toBe(false);
    await clock.advance(1);
    expect((await failed)[0]).toMatchObject({ code: "ETIMEDOUT", message: "no connection within 30 s" });
    await closed;
    expect(clock.pending).toEqual([]);
  });

  it("is given up where TLS takes more than 10 s", async () => {
    await using server = await startServer(() => undefined, {});
    await using proxy = await startSilentProxy((server.server.address() as AddressInfo).port);
    proxy.goSilent();
    const clock = createFakeClock();
    await using transport = createNodeTransport({ clock });
    const call = transport.send(get(`https://localhost:${proxy.port}`));
    const failed = expect(call).rejects.toMatchObject({
      reason: "Network",
      message: expect.stringContaining("no TLS handshake within 10 s"),
    });
    await proxy.untilOpen(1);
    // The connection is there for the client only once it has been told so.
    while (!clock.pending.includes(10_000)) await clock.settle();
    await clock.advance(9_999);
    await proxy.untilOpen(1);
    await clock.advance(1);
    await failed;
    await proxy.untilOpen(0);
    expect(clock.pending).toEqual([]);
  });
});
