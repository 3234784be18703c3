import type { DeepReadonly } from "@kubets/apimachinery";
import { createFakeClock } from "@kubets/wait";
import { expect, it } from "vitest";
import type { EventHandler } from "./event-handlers.ts";
import { createInformer } from "./shared-informer.ts";
import { createTestServer, failure, refused, seededRandom, type TestObject } from "./testing/lister-watcher.ts";

/** Rebuilds the collection from what a handler hears, and checks that each call fits what it heard before. */
function mirror(): EventHandler<TestObject> & { objects: Map<string, DeepReadonly<TestObject>> } {
  const objects = new Map<string, DeepReadonly<TestObject>>();
  return {
    objects,
    onAdd(object) {
      expect(objects.has(object.metadata.name)).toBe(false);
      objects.set(object.metadata.name, object);
    },
    onUpdate(before, after) {
      expect(objects.get(before.metadata.name)).toBe(before);
      objects.set(after.metadata.name, after);
    },
    onDelete(object, { finalStateUnknown }) {
      if (finalStateUnknown) expect(objects.get(object.metadata.name)).toBe(object);
      expect(objects.delete(object.metadata.name)).toBe(true);
    },
  };
}

const versions = (objects: Iterable<DeepReadonly<TestObject>>): string[] =>
  [...objects].map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`).toSorted();

/** Random writes against random faults; afterwards all views must equal the server's state. */
async function runOnce(seed: number): Promise<void> {
  const random = seededRandom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const clock = createFakeClock();
  const server = createTestServer();
  server.hasWatchCache = random() < 0.5;
  for (let i = pick(20); i > 0; i--) server.put(`p${i}`);

  const faults = [
    () => failure("Expired", 410),
    () => failure("TooManyRequests", 429, random() < 0.5 ? pick(5) : undefined),
    () => failure("InternalError", 500),
    () => failure("Network"),
    () => failure("Decode"),
    refused,
  ];
  const anyFault = (): Error => (faults[pick(faults.length)] ?? refused)();

  const failures: unknown[] = [];
  const informer = createInformer<TestObject>({
    listerWatcher: server,
    clock,
    random,
    watchList: random() < 0.3,
    pageSize: random() < 0.3 ? 3 : undefined,
    resyncPeriodMs: random() < 0.3 ? 5000 : 0,
    indexers: { value: ({ spec }) => [String(spec?.value)] },
    onHandlerError: (error) => failures.push(error),
  });
  const early = mirror();
  informer.addEventHandler(early);
  const slow = mirror();
  const wait = async (): Promise<void> => (random() < 0.3 ? clock.sleep(pick(200)) : undefined);
  informer.addEventHandler({
    onAdd: (object, context) => wait().then(() => slow.onAdd?.(object, context)),
    onUpdate: (before, after) => wait().then(() => slow.onUpdate?.(before, after)),
    onDelete: (object, context) => wait().then(() => slow.onDelete?.(object, context)),
  });
  const late = mirror();
  void informer.run();

  for (let step = 0; step < 80; step++) {
    const dice = random();
    const name = `p${pick(20)}`;
    if (dice < 0.45) server.put(name, { spec: { value: pick(3) } });
    else if (dice < 0.6) server.remove(name);
    else if (dice < 0.65) server.bookmark();
    else if (dice < 0.7) server.compact();
    else if (dice < 0.75) for (const watch of server.watches) watch.close();
    else if (dice < 0.82) for (const watch of server.watches) watch.fail(anyFault());
    else if (dice < 0.86) server.nextLists.push(anyFault());
    else if (dice < 0.9) server.nextWatches.push(anyFault());
    else if (dice < 0.93) {
      // What has been told already, once more.
      const object = server.objects.get(name);
      if (object) for (const watch of server.watches) watch.send({ type: "MODIFIED", object });
    } else await clock.advance(pick(3000));
    if (step === 40) informer.addEventHandler(late);
    if (random() < 0.5) await clock.settle();
  }

  // From now on the server is well, and time heals the rest.
  server.nextLists.length = 0;
  server.nextWatches.length = 0;
  await clock.advance(120_000);
  server.bookmark();
  await clock.settle();
  expect(failures).toEqual([]);
  const expected = versions(server.objects.values());
  expect(versions(informer.lister.list())).toEqual(expected);
  for (const view of [early, slow, late]) expect(versions(view.objects.values())).toEqual(expected);
  for (const value of ["0", "1", "2", "undefined"]) {
    expect(versions(informer.lister.byIndex("value", value))).toEqual(
      versions([...server.objects.values()].filter(({ spec }) => String(spec?.value) === value)),
    );
  }
  expect(informer.status).toMatchObject({ phase: "watching", synced: true, error: undefined });
  const disposed = informer[Symbol.asyncDispose]();
  // A handler may be in the middle of a call, which is waited for.
  await clock.advance(200);
  await disposed;
  expect(clock.pending).toEqual([]);
}

it.each(Array.from({ length: 10 }, (_, i) => i))(
  "the cache and every handler's view equal the server's state after any faults (seeds %i × 25 and on; C18, C25, C36, D03)",
  async (group) => {
    for (let seed = group * 25; seed < (group + 1) * 25; seed++) {
      try {
        await runOnce(seed);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  },
);
