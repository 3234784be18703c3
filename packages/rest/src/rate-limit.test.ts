import { describe, expect, it, vi } from "vitest";
import type { RestClient } from "./rest-client.ts";
import { createRateLimiter, type RateLimiterOptions } from "./rate-limit.ts";
import { collect, get, outcome, retryAfter, setup, type Setup } from "./testing/client.ts";
import { answer, type ScriptedAnswer } from "./testing/scripted-transport.ts";
import { createFakeClock } from "@kubets/wait";

describe("the rate limit", () => {
  const limited = (answers: ScriptedAnswer[], options: RateLimiterOptions): Setup => {
    const clock = createFakeClock();
    return setup(answers, { clock, rateLimiter: createRateLimiter({ ...options, clock }) });
  };
  const sent = (client: RestClient, count: number): Promise<unknown> =>
    Promise.all(Array.from({ length: count }, () => client.json(get)));

  it("is client-go's: 10 at once, then 5 a second (F005)", async () => {
    const { client, clock, transport } = limited([() => answer(200)], {});
    const calls = sent(client, 15);
    await clock.settle();
    expect(transport.requests).toHaveLength(10);
    await clock.advance(400);
    expect(transport.requests).toHaveLength(12);
    await clock.advance(600);
    await calls;
    expect(transport.requests).toHaveLength(15);
  });

  it("takes other figures, and there is none where none is given (F005)", async () => {
    const strict = limited([() => answer(200)], { qps: 1, burst: 2 });
    const calls = sent(strict.client, 3);
    await strict.clock.settle();
    expect(strict.transport.requests).toHaveLength(2);
    await strict.clock.advance(1000);
    await calls;
    const free = setup([() => answer(200)]);
    await sent(free.client, 100);
    expect(free.transport.requests).toHaveLength(100);
  });

  it("comes before the time limit, says long waits, and ends with the signal (F006, F007, C63)", async () => {
    const logger = { debug: vi.fn(), warn: vi.fn() };
    const { client, clock } = limited([() => answer(200, {})], { qps: 0.1, burst: 1, logger });
    await client.json(get);
    const slow = outcome(client.json(get, { timeoutMs: 1000 }));
    const controller = new AbortController();
    const stopped = outcome(client.json(get, { signal: controller.signal }));
    await clock.settle();
    controller.abort();
    await clock.advance(10_000);
    expect(slow.value).toEqual({});
    expect(stopped.error).toMatchObject({ reason: "Aborted" });
    expect(logger.debug.mock.calls.map(([message]) => String(message).slice(0, 30))).toEqual([
      // The one that its signal ended had waited too, for nothing as yet.
      "waited 10000 ms before sending",
    ]);
    expect(logger.warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("not the server's priority"));
  });

  it("warns of long waits every 10 s at most, and measures every one (F007, F162)", async () => {
    const logger = { debug: vi.fn(), warn: vi.fn() };
    const onWait = vi.fn();
    const { client, clock } = limited([() => answer(200, {})], { qps: 0.5, burst: 1, logger, onWait });
    const calls = sent(client, 9);
    await clock.advance(16_000);
    await calls;
    expect(onWait.mock.calls.flat()).toEqual([0, 2000, 4000, 6000, 8000, 10_000, 12_000, 14_000, 16_000]);
    expect(logger.debug).toHaveBeenCalledTimes(8);
    // After 2 s and after 12 s.
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });

  it("lets a watch open at once, and limits opening it again (F006)", async () => {
    const answers = [answer(200), retryAfter("0"), answer(200)];
    const { client, clock, transport } = limited(answers, { qps: 1, burst: 1 });
    await client.json(get);
    const events = outcome(collect(client.watch(get)));
    await clock.settle();
    expect(transport.requests).toHaveLength(2);
    await clock.advance(1000);
    expect(transport.requests).toHaveLength(3);
    expect(events.value).toEqual([]);
  });
});
