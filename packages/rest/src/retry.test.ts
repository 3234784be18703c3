import { KubernetesError } from "@kubets/apimachinery";
import { createFakeClock } from "@kubets/wait";
import { describe, expect, it } from "vitest";
import { backOffByHost } from "./back-off.ts";
import { measureRequests } from "./measure-requests.ts";
import { collect, get, lost, outcome, post, retryAfter, setup } from "./testing/client.ts";
import { answer } from "./testing/scripted-transport.ts";

describe("retries", () => {
  it.each(["json", "list", "watch"] as const)(
    "of %s wait for what the server asked, then for the rate limit, with a reason, then for the layers (F006, F020, F021)",
    async (kind) => {
      const clock = createFakeClock();
      const steps: string[] = [];
      const note = (step: string): void => void steps.push(`${step} at ${clock.monotonicNow()}`);
      const { client } = setup(
        [retryAfter("2", 503), retryAfter("1"), answer(200, kind === "watch" ? "" : { items: [] })],
        {
          clock,
          rateLimiter: {
            async wait({ retry }) {
              await clock.sleep(10);
              note(retry ? `limit of retry ${retry.count} after ${retry.after.code}` : "limit");
            },
          },
          middleware: [
            measureRequests({ requestDone: ({ code, retry }) => note(`measured ${retry} ${code}`) }, { clock }),
            backOffByHost({ baseMs: 3000, maxMs: 3000, clock }),
            (request, next) => {
              note("sent");
              return next(request);
            },
          ],
        },
      );
      const call = outcome(kind === "watch" ? collect(client.watch(get)) : client[kind](get));
      await clock.advance(10_000);
      expect(call.value).toBeDefined();
      // Opening a watch passes the limit by.
      const first = kind === "watch" ? 0 : 10;
      expect(steps).toEqual([
        ...(kind === "watch" ? [] : ["limit at 10"]),
        `sent at ${first}`,
        `measured 0 503 at ${first}`,
        `limit of retry 1 after 503 at ${first + 2010}`,
        `sent at ${first + 3000}`,
        `measured 1 429 at ${first + 3000}`,
        `limit of retry 2 after 429 at ${first + 4010}`,
        `sent at ${first + 6000}`,
        `measured 2 200 at ${first + 6000}`,
      ]);
    },
  );

  it.each([get, post])(
    "come after Retry-After in whole seconds, for $method too, up to 10 (F018, C60)",
    async (request) => {
      const { client, clock, transport } = setup([() => retryAfter("3")]);
      const call = outcome(client.json(request));
      for (let attempt = 1; attempt <= 11; attempt++) {
        await clock.advance(2999);
        expect(transport.requests).toHaveLength(attempt);
        await clock.advance(1);
      }
      expect(transport.requests).toHaveLength(11);
      expect(call.error).toMatchObject({ reason: "TooManyRequests", retryAfterSeconds: 3 });
    },
  );

  it("end with the first good answer; zero seconds count (C61)", async () => {
    const { client, transport } = setup([retryAfter("0", 503), retryAfter("0", 500), answer(200, { a: 1 })]);
    expect(await client.json(post)).toEqual({ a: 1 });
    expect(transport.requests).toHaveLength(3);
  });

  it("do not come without the header, for a date, or for other codes (F018, C60)", async () => {
    for (const response of [answer(500), retryAfter("Mon, 01 Jan 2026 00:00:00 GMT"), retryAfter("1", 404)]) {
      const { client, clock, transport } = setup([response]);
      const call = outcome(client.json(get));
      await clock.settle();
      expect(call.error).toBeInstanceOf(KubernetesError);
      expect(transport.requests).toHaveLength(1);
    }
  });

  it("of lost connections come after a second, for GET only (F019, C61)", async () => {
    const { client, clock, transport } = setup([lost(), lost("EPIPE"), answer(200, { a: 1 })]);
    const call = outcome(client.json(get));
    await clock.advance(999);
    expect(transport.requests).toHaveLength(1);
    await clock.advance(1001);
    expect(call.value).toEqual({ a: 1 });
    for (const request of [post, { ...post, method: "DELETE" as const }]) {
      await expect(setup([lost()]).client.json(request)).rejects.toMatchObject({ reason: "Network" });
    }
  });

  it("do not come for refused connections, nor for streams that lost theirs (F019, C09)", async () => {
    await expect(setup([lost("ECONNREFUSED")]).client.json(get)).rejects.toMatchObject({ reason: "Network" });
    await expect(setup([lost()]).client.stream(get)).rejects.toMatchObject({ reason: "Network" });
  });

  it("serve lists and opening watches too", async () => {
    const { client, clock } = setup([lost(), retryAfter("1"), answer(200, '{"items":[]}')]);
    const call = outcome(client.list(get));
    await clock.advance(2000);
    expect(call.value).toEqual({ items: [], metadata: {} });
    const watching = setup([retryAfter("1"), answer(200, "")]);
    const events = outcome(collect(watching.client.watch(get)));
    await watching.clock.advance(1000);
    expect(events.value).toEqual([]);
  });

  it("leave the failure before the last as its cause, back to the first (F020)", async () => {
    const { client, clock } = setup([lost(), retryAfter("1", 503), answer(500, "last")]);
    const call = outcome(client.json(get));
    await clock.advance(2000);
    expect(call.error).toMatchObject({
      code: 500,
      message: "the server answered 500: last",
      cause: { code: 503, cause: { reason: "Network", cause: expect.any(TypeError) } },
    });
    const alone = outcome(setup([answer(500)]).client.json(get));
    await clock.settle();
    expect(alone.error).toMatchObject({ code: 500 });
    expect(alone.error?.cause).toBeUndefined();
  });

  it("can be switched off", async () => {
    const { client, transport } = setup([retryAfter("1")], { maxRetries: 0 });
    await expect(client.json(get)).rejects.toMatchObject({ code: 429 });
    expect(transport.requests).toHaveLength(1);
  });

  it("end at once with the signal, and no request follows (D05)", async () => {
    const { client, clock, transport } = setup([retryAfter("30")]);
    const controller = new AbortController();
    const call = outcome(client.json(get, { signal: controller.signal }));
    await clock.settle();
    controller.abort(new Error("stop"));
    await clock.settle();
    expect(call.error).toMatchObject({ reason: "Aborted", cause: new Error("stop") });
    expect(clock.pending).toEqual([]);
    await clock.advance(60_000);
    expect(transport.requests).toHaveLength(1);
  });
});
