import { describe, expect, it } from "vitest";
import { split } from "./testing/bytes.ts";
import { collect, get, outcome, setup } from "./testing/client.ts";
import { answer, silence } from "./testing/scripted-transport.ts";

describe("a time limit", () => {
  it("ends a silent call as ClientTimeout, and is told to the server (F012, C66, D15)", async () => {
    const { client, clock, transport } = setup([silence], { config: { server: "https://h", timeoutMs: 1500 } });
    const call = outcome(client.json(get));
    await clock.advance(1499);
    expect(call.error).toBeUndefined();
    await clock.advance(1);
    expect(call.error).toMatchObject({ reason: "ClientTimeout" });
    expect(transport.requests[0]?.url).toBe("https://h/api/v1/pods?timeout=1.5s");
  });

  it("spans the body", async () => {
    const body = (signal?: AbortSignal) =>
      (async function* () {
        yield* split("{");
        await new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason as Error)));
      })();
    const { client, clock } = setup([({ signal }) => ({ status: 200, headers: [], body: body(signal) })]);
    const call = outcome(client.json(get, { timeoutMs: 2000 }));
    await clock.advance(2000);
    expect(call.error).toMatchObject({ reason: "ClientTimeout" });
  });

  it("of a call wins over the client's, zero is none, and its timer ends with the call", async () => {
    const { client, clock, transport } = setup([() => answer(200)], {
      config: { server: "https://h", timeoutMs: 5000 },
    });
    await client.json(get, { timeoutMs: 3000 });
    await client.json(get, { timeoutMs: 0 });
    await client.json({ ...get, query: [["timeout", "9s"]] });
    expect(transport.requests.map(({ url }) => url.split("?")[1])).toEqual(["timeout=3s", undefined, "timeout=9s"]);
    expect(clock.pending).toEqual([]);
  });

  it("is none for watches and streams (F012)", async () => {
    const { client, clock, transport } = setup([() => answer(200)], {
      config: { server: "https://h", timeoutMs: 5000 },
    });
    await client.stream(get);
    await collect(client.watch(get));
    expect(transport.requests.map(({ url }) => url)).toEqual(["https://h/api/v1/pods", "https://h/api/v1/pods"]);
    expect(clock.pending).toEqual([]);
  });

  it("and a signal work together", async () => {
    const controller = new AbortController();
    const { client, clock } = setup([silence]);
    const call = outcome(client.json(get, { timeoutMs: 5000, signal: controller.signal }));
    await clock.settle();
    controller.abort();
    await clock.settle();
    expect(call.error).toMatchObject({ reason: "Aborted" });
    expect(clock.pending).toEqual([]);
  });
});
