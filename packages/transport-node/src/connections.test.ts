import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { WebSocketServer } from "ws";
import { allText, get } from "../testdata/calls.ts";
import { pem, startServer } from "../testdata/server.ts";
import { createNodeTransport } from "./node-transport.ts";

describe("connections that are closed on demand (F170)", () => {
  it("end idle ones and those in use, WebSockets too, and the next call opens a new one", async () => {
    await using server = await startServer((request, response) => {
      response.write("one");
      if (request.url !== "/watch") response.end();
    }, {});
    const sockets = new WebSocketServer({ server: server.server });
    await using transport = createNodeTransport({ tls: { caData: pem("ca") } });
    const watch = await transport.send(get(`${server.url}/watch`, { reading: "watch" }));
    const chunks = watch.body[Symbol.asyncIterator]();
    await chunks.next();
    await using socket = await transport.openWebSocket(get(server.url), []);
    await allText(await transport.send(get(server.url)));
    await server.untilOpen(3);

    transport.closeConnections();
    await expect(chunks.next()).rejects.toMatchObject({ reason: "Network" });
    await expect(socket.messages[Symbol.asyncIterator]().next()).rejects.toMatchObject({ reason: "Network" });
    await server.untilOpen(0);
    expect(await allText(await transport.send(get(server.url)))).toBe("one");
    expect(server.accepted).toBe(4);
    sockets.close();
  });
});

describe("a server at a Unix socket", () => {
  /** A server of a socket of the file system. */
  async function startAt(server: Server): Promise<AsyncDisposable & { readonly socketPath: string }> {
    const folder = mkdtempSync(join(tmpdir(), "kubets-unix-"));
    const socketPath = join(folder, "api.sock");
    await new Promise<void>((resolve) => server.listen(socketPath, resolve));
    return {
      socketPath,
      async [Symbol.asyncDispose]() {
        await new Promise((resolve) => {
          server.close(resolve);
          server.closeAllConnections();
        });
        rmSync(folder, { recursive: true });
      },
    };
  }

  it.each(["http", "https"])(
    "is reached by %s for every way of reading, and by WebSockets, past any proxy",
    async (scheme) => {
      const listener = (request: { url?: string | undefined }, response: { end(text: string): void }): void =>
        response.end(`answer of ${request.url}`);
      const server =
        scheme === "http"
          ? createServer(listener)
          : createHttpsServer({ cert: pem("server"), key: pem("server-key") }, listener);
      const sockets = new WebSocketServer({ server });
      sockets.on("connection", (socket) => socket.send("hello"));
      await using at = await startAt(server);
      await using transport = createNodeTransport({
        socketPath: at.socketPath,
        ...(scheme === "https" && { tls: { caData: pem("ca") } }),
        environment: { HTTP_PROXY: "http://127.0.0.1:9", HTTPS_PROXY: "http://127.0.0.1:9" },
      });
      for (const reading of ["whole", "list", "stream", "watch"] as const) {
        expect(await allText(await transport.send(get(`${scheme}://localhost/version`, { reading })))).toBe(
          "answer of /version",
        );
      }
      await using socket = await transport.openWebSocket(get(`${scheme}://localhost/exec`), []);
      expect((await socket.messages[Symbol.asyncIterator]().next()).value).toBe("hello");
      sockets.close();
    },
  );

  it("that is not there is an error that names the code", async () => {
    await using transport = createNodeTransport({ socketPath: "/nowhere/api.sock" });
    await expect(transport.send(get("http://localhost/"))).rejects.toMatchObject({
      reason: "Network",
      message: expect.stringContaining("ENOENT"),
    });
  });
});
