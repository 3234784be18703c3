import { createFakeClock, type FakeClock } from "@kubets/wait";
import { describe, expect, it, vi } from "vitest";
import { createFlowWindow } from "./flow-window.ts";
import { limitByFlow } from "./limit-by-flow.ts";
import type { ApiRequest } from "./rest-client.ts";
import { get, outcome, retryAfter, setup, type Setup } from "./testing/client.ts";
import { answer } from "./testing/scripted-transport.ts";
import type { Header, TransportRequest, TransportResponse } from "./transport.ts";

const nodes: ApiRequest = { method: "GET", path: "/api/v1/nodes/n1" };
const flow = (uid: string): Header => ["x-kubernetes-pf-flowschema-uid", uid];

interface Share {
  /** How many requests it takes at once. */
  readonly seats: number;
  active: number;
  most: number;
  served: number;
  refused: number;
}

/** A server that takes so many requests of a flow at once, for 100 ms each, and refuses others for a second. */
function simulate(clock: FakeClock, shares: Readonly<Record<"pods" | "nodes", Share>>) {
  return async ({ url }: TransportRequest): Promise<TransportResponse> => {
    const name = url.includes("nodes") ? "nodes" : "pods";
    const share = shares[name];
    if (share.active >= share.seats) {
      share.refused++;
      return answer(429, "busy", [["retry-after", "1"], flow(name)]);
    }
    share.active++;
    share.most = Math.max(share.most, share.active);
    await clock.sleep(100);
    share.active--;
    share.served++;
    return answer(200, {}, [flow(name)]);
  };
}

const share = (seats: number): Share => ({ seats, active: 0, most: 0, served: 0, refused: 0 });

/** Callers that call one after the other, for ever. */
function load({ client }: Pick<Setup, "client">, request: ApiRequest, callers: number, signal: AbortSignal): void {
  const caller = async (): Promise<void> => {
    while (!signal.aborted) await client.json(request, { signal }).catch(() => undefined);
  };
  for (let i = 0; i < callers; i++) void caller();
}

describe("a limit by flow", () => {
  it("converges to what the server takes, and holds no other flow back", async () => {
    const clock = createFakeClock();
    const shares = { pods: share(20), nodes: share(1000) };
    const limited = setup([simulate(clock, shares)], { clock, middleware: [limitByFlow({ clock })] });
    const ending = new AbortController();
    load(limited, get, 100, ending.signal);
    load(limited, nodes, 50, ending.signal);
    await clock.advance(20_000);
    const before = { ...shares.pods };
    await clock.advance(30_000);
    const [served, refused] = [shares.pods.served - before.served, shares.pods.refused - before.refused];
    // 20 seats for 100 ms each are 200 requests a second.
    expect(served / 30).toBeGreaterThan(0.7 * 200);
    expect(refused / (served + refused)).toBeLessThan(0.02);
    // 50 callers, each served at once, for 50 s.
    expect(shares.nodes).toMatchObject({ refused: 0, most: 50, served: 50 * 10 * 50 });
    ending.abort();
    await clock.advance(1000);
    expect(clock.pending).toEqual([]);
  });

  it("spares the server most of the refusals, and serves little less than retries alone do", async () => {
    const measure = async (middleware: readonly ReturnType<typeof limitByFlow>[], clock: FakeClock): Promise<Share> => {
      const shares = { pods: share(20), nodes: share(1) };
      const ending = new AbortController();
      load(setup([simulate(clock, shares)], { clock, middleware }), get, 100, ending.signal);
      await clock.advance(30_000);
      ending.abort();
      return shares.pods;
    };
    const clock = createFakeClock();
    const limited = await measure([limitByFlow({ clock })], clock);
    const free = await measure([], createFakeClock());
    expect(limited.refused).toBeLessThan(free.refused / 10);
    // Retries alone keep every seat taken, at the price of most requests being refused.
    expect(limited.served).toBeGreaterThan(0.75 * free.served);
  });

  it("lets nothing of a flow begin before Retry-After is over, where nothing of it is served", async () => {
    const clock = createFakeClock();
    const busy = { on: false };
    const { client, transport } = setup(
      [() => (busy.on ? answer(429, "", [["retry-after", "5"], flow("a")]) : answer(200, {}, [flow("a")]))],
      { clock, maxRetries: 0, middleware: [limitByFlow({ clock })] },
    );
    await client.json(get);
    busy.on = true;
    await Promise.allSettled(Array.from({ length: 8 }, () => client.json(get)));
    busy.on = false;
    expect(transport.requests).toHaveLength(9);
    const held = Array.from({ length: 6 }, () => outcome(client.json(get)));
    await clock.advance(4999);
    expect(transport.requests).toHaveLength(9);
    await clock.advance(1);
    expect(held.every(({ value }) => value !== undefined)).toBe(true);
  });

  it("takes other names for one kind, and other namespaces, methods and impersonated users for others", async () => {
    const clock = createFakeClock();
    const kinds = { kind: "a" };
    const { client, transport } = setup(
      [({ url }) => (url.endsWith("busy") ? retryAfter("5") : answer(200, {}, [flow(kinds.kind)]))],
      { clock, maxRetries: 0, middleware: [limitByFlow({ clock })] },
    );
    const at = (path: string): ApiRequest => ({ method: "GET", path: `/api/v1/namespaces/${path}` });
    await client.json(at("a/pods/busy")).catch(() => undefined);
    const same = outcome(client.json(at("a/pods/other")));
    for (const other of [
      at("b/pods/other"),
      at("a/secrets/other"),
      { ...at("a/pods/other"), method: "DELETE" as const },
      { ...at("a/pods/other"), headers: [["Impersonate-User", "jane"]] as const },
    ]) {
      await client.json(other);
    }
    expect(same.value).toBeUndefined();
    expect(transport.requests).toHaveLength(5);
    await clock.advance(5000);
    expect(same.value).toEqual({});
  });

  it("ends waiting with the signal, leaves no timer, and says long waits", async () => {
    const clock = createFakeClock();
    const logger = { debug: vi.fn(), warn: vi.fn() };
    const onWait = vi.fn();
    const { client, transport } = setup([retryAfter("5"), answer(200, {})], {
      clock,
      maxRetries: 0,
      middleware: [limitByFlow({ clock, logger, onWait })],
    });
    await client.json(get).catch(() => undefined);
    const controller = new AbortController();
    const aborted = outcome(client.json(get, { signal: controller.signal }));
    const timed = outcome(client.json(get, { timeoutMs: 2000 }));
    await clock.advance(1000);
    controller.abort();
    await clock.advance(1000);
    expect(aborted.error).toMatchObject({ reason: "Aborted" });
    expect(timed.error).toMatchObject({ reason: "ClientTimeout" });
    expect(transport.requests).toHaveLength(1);
    expect(clock.pending).toEqual([]);
    expect(onWait.mock.calls).toEqual([[1000], [2000]]);
    expect(logger.warn).toHaveBeenCalledExactlyOnceWith(expect.stringContaining("waited 2000 ms"));
  });

  it("never closes a window, and widens it again by one with each window that is served", async () => {
    const clock = createFakeClock();
    const window = createFlowWindow(clock);
    let sent = 0;
    for (let time = 0; time < 10; time++) {
      await window.begin(undefined);
      window.refused(++sent, 1000, sent, 0);
      window.end();
      await clock.advance(1000);
    }
    let active = 0;
    for (let caller = 0; caller < 200; caller++) void window.begin(undefined).then(() => active++);
    const widths: number[] = [];
    for (let round = 0; round < 20; round++) {
      await clock.settle();
      widths.push(active);
      const first = sent + 1;
      sent += active;
      active = 0;
      for (let call = first; call <= sent; call++) window.served(call);
      for (let call = first; call <= sent; call++) window.end();
    }
    expect(widths.slice(0, 3)).toEqual([1, 2, 2]);
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
    expect(widths.at(-1)).toBeGreaterThan(12);
    expect(widths.at(-1)).toBeLessThanOrEqual(20);
  });
});
