import { describe, expect, it, vi } from "vitest";
import { reportCalls } from "./report-calls.ts";
import { get, lost, outcome, retryAfter, setup } from "./testing/client.ts";
import { answer } from "./testing/scripted-transport.ts";

describe("what came before a failure", () => {
  it("is in the message of the time limit that ends a call between two attempts", async () => {
    const { client, clock, transport } = setup([lost()]);
    const call = outcome(client.json(get, { timeoutMs: 2500 }));
    await clock.advance(2500);
    expect(transport.requests).toHaveLength(3);
    expect(call.error).toMatchObject({
      reason: "ClientTimeout",
      message: "no answer within 2500 ms: connection failed",
      cause: { reason: "Network" },
    });
    expect(clock.pending).toEqual([]);
  });

  it("is in the message of a last network failure, whose cause is that failure (F020)", async () => {
    const { client, clock } = setup([retryAfter("1"), lost("ECONNREFUSED")]);
    const call = outcome(client.json(get));
    await clock.advance(1000);
    expect(call.error).toMatchObject({
      reason: "Network",
      message: expect.stringContaining("connection failed; error from a previous attempt: "),
      cause: { reason: "Network", message: "connection failed" },
    });
  });
});

describe("retries", () => {
  it("are told to the logger, with what failed: lost connections as warnings, what a server asked for as details", async () => {
    const logger = { debug: vi.fn(), warn: vi.fn() };
    const { client, clock, transport } = setup([lost(), retryAfter("1"), answer(200, {})], {
      middleware: [reportCalls({ logger })],
    });
    const call = outcome(client.json({ ...get, query: [["command", "hunter2"]] }));
    await clock.advance(2000);
    expect(call.value).toEqual({});
    expect(logger.warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("retry 1 after a failure: connection"));
    expect(logger.debug).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("retry 2 after a failure: "));
    expect(JSON.stringify([logger.warn.mock.calls, logger.debug.mock.calls])).not.toContain("hunter2");
    expect(transport.requests.map(({ retry }) => retry?.count)).toEqual([undefined, 1, 2]);
  });
});
