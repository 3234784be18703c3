import { createFakeClock } from "@kubets/wait";
import { expect, it } from "vitest";
import { createTtlStore } from "./ttl-store.ts";

const object = (name: string, value = 0): { metadata: { name: string }; value: number } => ({
  metadata: { name },
  value,
});

it("forgets what is older than its time, when read; setting it anew keeps it (F110)", async () => {
  const clock = createFakeClock();
  const store = createTtlStore<ReturnType<typeof object>>({ ttlMs: 100, clock });
  store.set(object("a"));
  await clock.advance(60);
  store.set(object("b"));
  await clock.advance(40);
  expect(store.get("a")).toBeDefined();
  await clock.advance(1);
  const { revision } = store;
  expect(store.get("a")).toBeUndefined();
  expect(store.list().map(({ metadata }) => metadata.name)).toEqual(["b"]);
  expect(store.revision).toBe(revision);
  expect(store.set(object("b", 1))?.value).toBe(0);
  await clock.advance(100);
  expect([...store.keys()]).toEqual(["b"]);
  await clock.advance(1);
  expect(store.size).toBe(0);
  expect(store.delete("b")).toBeUndefined();
  expect(clock.pending).toEqual([]);
});

it("with no time to live forgets nothing (F110)", async () => {
  const clock = createFakeClock();
  const store = createTtlStore<ReturnType<typeof object>>({ ttlMs: 0, clock });
  store.set(object("a"));
  await clock.advance(1e12);
  expect(store.size).toBe(1);
});

it("tells of no expired object when everything is replaced", async () => {
  const clock = createFakeClock();
  const store = createTtlStore<ReturnType<typeof object>>({ ttlMs: 100, clock });
  store.set(object("old"));
  await clock.advance(50);
  store.set(object("a"));
  await clock.advance(51);
  const changes: string[] = [];
  store.replace([object("b"), object("a", 1)], (before, after) =>
    changes.push(`${before?.metadata.name} ${before?.value} ${after?.metadata.name} ${after?.value}`),
  );
  expect(changes).toEqual(["undefined undefined b 0", "a 0 a 1"]);
});
