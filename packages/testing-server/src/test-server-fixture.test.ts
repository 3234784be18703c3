import { createServer } from "node:net";
import { once } from "node:events";
import type { ResourceDescriptor, UnstructuredObject } from "@kubets/apimachinery";
import { expect, test as base } from "vitest";
import { quietPorts } from "../../../tooling/quiet-ports.ts";
import { testServerFixture, type TestServer } from "./index.ts";

const [port] = await quietPorts(1);
const settings = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings", namespace: "team" },
  data: { a: "1" },
};
const configMaps = {
  group: "",
  version: "v1",
  resource: "configmaps",
  kind: "ConfigMap",
  scope: "Namespaced",
} as ResourceDescriptor<UnstructuredObject, "Namespaced">;
const test = base.extend<{ server: TestServer }>({
  server: testServerFixture({ objects: [settings], rbac: true, port }),
});
const seen: TestServer[] = [];

test.for([1, 2])(
  "a fixture starts a server for a test, with a client of its administrator: %d",
  async (_, { server }) => {
    seen.push(server);
    await using client = await server.client();
    const maps = client.resource(configMaps).namespace("team");
    expect((await maps.get("settings"))["data"]).toEqual({ a: "1" });
    await maps.delete("settings");
    expect((await maps.list()).items.map(({ metadata }) => metadata?.name)).toEqual([]);
  },
);

test("a client of another user may do what Roles allow that user", async ({ server }) => {
  await using client = await server.client({ user: "jane", groups: ["team"] });
  await expect(client.resource(configMaps).namespace("team").get("settings")).rejects.toMatchObject({
    reason: "Forbidden",
    message: expect.stringContaining('User "jane" cannot get resource "configmaps"') as string,
  });
});

test("a fixture ends the server with its test, so that its port is free", async () => {
  expect(new Set(seen).size).toBe(2);
  expect(seen.map(({ url }) => url)).toEqual(Array(2).fill(`https://127.0.0.1:${port}`));
  const taken = createServer().listen(port, "127.0.0.1");
  await once(taken, "listening");
  taken.close();
});
