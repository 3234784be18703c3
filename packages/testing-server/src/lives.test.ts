import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, it, vi } from "vitest";
import { startTestServer, type TestServer } from "./server.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** A test's worth of a server: a request over a connection that stays open, and a watch that nobody ends. */
async function live(): Promise<WeakRef<TestServer>> {
  await using server = await startTestServer();
  for (const path of ["/api/v1/namespaces/default", "/api/v1/pods?watch=1"]) {
    const headers = { authorization: `Bearer ${server.adminToken}` };
    const sent = request(server.url + path, { ca: server.caCertificate, agent: false, headers }).end();
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    // A connection that is cut is what closing does to those that are open.
    response.on("error", () => undefined).resume();
  }
  return new WeakRef(server);
}

const patiently = { timeout: 30_000 };
const sockets = (): string[] => process.getActiveResourcesInfo().filter((kind) => /TCP|TLS/.test(kind));

it("leaves nothing of closed servers: no memory and no socket", async () => {
  const servers: WeakRef<TestServer>[] = [];
  for (let index = 0; index < 30; index++) servers.push(await live());
  // Clients' sockets close in the turns of the event loop that follow, and so do the last references to servers.
  await vi.waitFor(() => expect(sockets()).toEqual([]), patiently);
  await vi.waitFor(() => {
    collectGarbage();
    expect(servers.filter((server) => server.deref() !== undefined)).toHaveLength(0);
  }, patiently);
});
