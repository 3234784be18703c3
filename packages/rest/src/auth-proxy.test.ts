import { expect, it } from "vitest";
import { authProxy } from "./auth-proxy.ts";
import { createFetchTransport } from "./fetch-transport.ts";
import { get, setup } from "./testing/client.ts";
import { answer } from "./testing/scripted-transport.ts";

const jane = { name: "jane", uid: "7", groups: ["a, b", "c"], extra: { "example.com/Scope (x)": ["1", "2"] } };

it("speaks for another user, in place of whatever a request claims (F032)", async () => {
  const { client, transport } = setup([answer(200, {})], { middleware: [authProxy(jane)] });
  const claims = [
    ["X-Remote-User", "admin"],
    ["x-remote-uid", "0"],
    ["X-Remote-Group", "system:masters"],
    ["X-Remote-Extra-Scopes", "all"],
    ["x-own", "1"],
  ] as const;
  await client.json({ ...get, headers: claims });
  const [sent] = transport.requests;
  expect(sent?.headers.filter(([name]) => name.toLowerCase().startsWith("x-"))).toEqual([
    ["x-own", "1"],
    ["x-remote-user", "jane"],
    ["x-remote-uid", "7"],
    ["x-remote-group", "a, b"],
    ["x-remote-group", "c"],
    ["x-remote-extra-example.com%2FScope%20%28x%29", "1"],
    ["x-remote-extra-example.com%2FScope%20%28x%29", "2"],
  ]);
});

it("is Unsupported by fetch where two groups would become one", async () => {
  await using transport = createFetchTransport({ fetch: () => Promise.reject(new Error("nothing is to be sent")) });
  const { client } = setup([(request) => transport.send(request)], { middleware: [authProxy(jane)] });
  await expect(client.json(get)).rejects.toMatchObject({
    reason: "Unsupported",
    message: "fetch sends no two x-remote-group",
  });
});
