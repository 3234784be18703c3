import type { DynamicClient } from "@kubets/dynamic";
import { leases } from "@kubets/kubernetes/coordination/v1";
import { createLeaderElector, type Leadership } from "@kubets/leaderelection";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";

let backend: Backend;
let client: DynamicClient;

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

it("hands the lease over when the leader lets go of it, with a higher fencing token (F133–F138, C55, C56)", async () => {
  const namespace = await createNamespace(client);
  const leaseClient = client.resource(leases).namespace(namespace);
  const run = (identity: string, signal: AbortSignal): { leads: Promise<Leadership>; ended: Promise<void> } => {
    const { promise, resolve } = Promise.withResolvers<Leadership>();
    const elector = createLeaderElector({
      leases: leaseClient,
      namespace,
      name: "e2e",
      identity,
      // As long as usual, so that no machine is so slow that a lease is lost: here it is only ever let go of.
      leaseDurationMs: 15_000,
      renewDeadlineMs: 10_000,
      retryPeriodMs: 100,
      releaseOnCancel: true,
    });
    const ended = elector.run({
      signal,
      onStartedLeading: async (leadership) => {
        resolve(leadership);
        await new Promise<void>((done) => leadership.signal.addEventListener("abort", () => done(), { once: true }));
      },
    });
    return { leads: promise, ended };
  };

  const stopFirst = new AbortController();
  const stopSecond = new AbortController();
  const first = run("first", stopFirst.signal);
  const held = await first.leads;
  held.assertHeld();
  expect((await leaseClient.get("e2e")).spec).toMatchObject({ holderIdentity: "first", leaseDurationSeconds: 15 });
  expect((await leaseClient.get("e2e")).spec?.renewTime).toMatch(/\.\d{6}Z$/);

  const second = run("second", stopSecond.signal);
  stopFirst.abort();
  await first.ended;
  expect(() => held.assertHeld()).toThrow();
  const taken = await second.leads;
  taken.assertHeld();
  expect((await leaseClient.get("e2e")).spec).toMatchObject({ holderIdentity: "second", leaseTransitions: 1 });
  expect(taken.fencingToken).not.toBe(held.fencingToken);
  stopSecond.abort();
  await second.ended;
  expect((await leaseClient.get("e2e")).spec?.holderIdentity ?? "").toBe("");
});
