import { KubernetesError } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { createRestClient } from "./create-rest-client.ts";
import { createFetchTransport } from "./fetch-transport.ts";
import { collect, get, lost, outcome, setup } from "./testing/client.ts";
import { answer, type ScriptedAnswer, silence } from "./testing/scripted-transport.ts";

const request = { method: "GET", url: "https://host:6443/base/api/v1/pods" };
const secretly = { ...get, query: [["command", "hunter2"]] as const };

async function* breaking(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode("{");
  throw lost();
}

describe("what was asked", () => {
  it.each<[string, ScriptedAnswer, string]>([
    ["a server's answer", answer(404, "gone"), "NotFound"],
    ["a connection", lost("ECONNREFUSED"), "Network"],
    ["a certificate", new KubernetesError("expired", { reason: "TLS" }), "TLS"],
    ["a body that breaks off", { status: 200, headers: [], body: breaking() }, "Network"],
    ["what is no JSON", answer(200, "text"), "Decode"],
    ["a Status of 200", answer(200, { kind: "Status", status: "Failure", reason: "Gone" }), "Gone"],
    ["the time limit", silence, "ClientTimeout"],
  ])("is in the error of %s, without its query", async (_, given, reason) => {
    const { client, clock } = setup([given]);
    const call = outcome(client.json(secretly, { timeoutMs: 1000 }));
    await clock.advance(1000);
    expect(call.error).toMatchObject({ reason, request });
    expect(JSON.stringify(call.error)).not.toContain("hunter2");
  });

  it.each<[string, ScriptedAnswer, string]>([
    ["a server's answer", answer(403), "Forbidden"],
    ["a body that breaks off", { status: 200, headers: [], body: breaking() }, "Network"],
    ["a line that is no event", answer(200, "text"), "Decode"],
    ["an ERROR event", answer(200, { type: "ERROR", object: { kind: "Status", code: 410 } }), "Gone"],
  ])("is in the error of %s of a watch", async (_, given, reason) => {
    const { client } = setup([given], { maxRetries: 0 });
    await expect(collect(client.watch(secretly))).rejects.toMatchObject({ reason, request });
  });

  it.each<[string, Error, string]>([
    ["a connection", lost("ECONNREFUSED"), "Network"],
    ["a refusal", new KubernetesError("no", { reason: "UpgradeFailed", code: 403 }), "UpgradeFailed"],
    ["a signal", new KubernetesError("aborted", { reason: "Aborted" }), "Aborted"],
  ])("is in the error of %s of a WebSocket that cannot be opened (F040)", async (_, given, reason) => {
    const { client } = setup([given]);
    await expect(client.openWebSocket(secretly, ["v5"])).rejects.toMatchObject({ reason, request });
  });

  it("is in the error of a layer that answers in place of a WebSocket", async () => {
    const { client } = setup([], { middleware: [async () => answer(200)] });
    const opening = client.openWebSocket(secretly, ["v5"]);
    await expect(opening).rejects.toMatchObject({ reason: "UpgradeFailed", request });
  });

  it("is in the error of a body that breaks off in its reader's hands", async () => {
    const fetch = async (): Promise<Response> =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new TypeError("reset")) }));
    const client = createRestClient({ config: { server: "https://host" }, transport: createFetchTransport({ fetch }) });
    const { body } = await client.stream(secretly);
    const expected = { reason: "Network", request: { method: "GET", url: "https://host/api/v1/pods" } };
    await expect(collect(body)).rejects.toMatchObject(expected);
  });

  it("is what a layer says it is", async () => {
    const other = { method: "GET", url: "https://elsewhere/" };
    const { client } = setup([new KubernetesError("refused", { reason: "Network", request: other })]);
    await expect(client.json(get)).rejects.toMatchObject({ request: other });
  });

  it("is not added to what is no KubernetesError, such as a layer's own", async () => {
    const mine = Object.freeze(new Error("mine"));
    const { client } = setup([mine]);
    await expect(client.json(get)).rejects.toBe(mine);
  });
});
