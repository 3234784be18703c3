import type { DeepReadonly } from "@kubets/apimachinery";
import { createFakeClock } from "@kubets/wait";
import type { EventHandler } from "../event-handlers.ts";
import { createInformer, type Informer } from "../shared-informer.ts";
import { createSnapshot } from "../snapshot.ts";
import { createTestServer, failure, refused, seededRandom, type TestObject } from "./lister-watcher.ts";
import { createMirror, type Mirror } from "./mirror.ts";
import { createWatchList } from "../watch-list.ts";

const names = 12;
/** Of a run; of all ten thousand that is over a million. */
const steps = 110;
/** Longer than any watch may be silent, and than any backoff. */
const healingMs = 700_000;

/** What informers met with, and how often; many runs may share one. */
export type Occurrences = Map<string, number>;

/**
 * One run of an informer on virtual time against a server that does everything a server and a network can do wrong, all of
 * it drawn from the seed. Throws where afterwards the cache is not the server's state, where a handler heard what fits no
 * history, or where anything is left running.
 */
export async function simulate(seed: number, met: Occurrences): Promise<void> {
  const count = (what: string): void => void met.set(what, (met.get(what) ?? 0) + 1);
  const random = seededRandom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const chance = (share: number): boolean => random() < share;
  const clock = createFakeClock();
  const server = createTestServer();
  const existed = new Set<string>();
  const versionOf = ({ metadata }: DeepReadonly<TestObject>): string => `${metadata.uid}@${metadata.resourceVersion}`;
  const past: TestObject[] = [];
  const put = (name: string): void => {
    const object = server.put(name, { spec: { value: pick(3) } });
    past.push(object);
    existed.add(versionOf(object));
  };

  server.hasWatchCache = chance(0.5);
  for (let i = pick(names); i > 0; i--) put(`p${i}`);
  if (chance(0.5)) server.listDelay = () => (chance(0.3) ? clock.sleep(pick(3000)) : Promise.resolve());
  if (chance(0.5)) {
    server.initialEventsDelay = async () => {
      await clock.sleep(pick(3000));
      // Arrives together with the bookmark that ends them, behind it.
      if (chance(0.5)) queueMicrotask(() => queueMicrotask(() => put(`p${pick(names)}`)));
    };
  }
  // The initial events of a watch come in no order, may come twice, and with states of before among them.
  server.initialEvents = (events) => {
    const uids = new Set(events.map(({ object }) => (object as TestObject).metadata.uid));
    const before = past.filter(({ metadata }) => uids.has(metadata.uid) && chance(0.2));
    const sent = [
      ...before.map((object) => ({ type: "ADDED", object }) as const),
      ...events.filter(() => chance(0.2)),
      ...events,
    ];
    for (let i = sent.length - 1; i > 0; i--) {
      const j = pick(i + 1);
      [sent[i], sent[j]] = [sent[j] as never, sent[i] as never];
    }
    return sent;
  };

  const faults = [
    () => failure("Expired", 410),
    () => failure("Gone", 410),
    () => failure("TooManyRequests", 429, chance(0.5) ? pick(5) : undefined),
    () => failure("InternalError", 500),
    () => failure("Unauthorized", 401),
    () => failure("Network"),
    () => failure("ClientTimeout"),
    // A line that was cut off.
    () => failure("Decode"),
    refused,
  ];
  const anyFault = (): Error => (faults[pick(faults.length)] ?? refused)();
  const anyWatch = (): void => {
    const dice = random();
    for (const watch of server.watches) {
      if (dice < 0.3) watch.close();
      else if (dice < 0.5) watch.stall();
      else watch.fail(anyFault());
    }
  };

  const offences: string[] = [];
  const mirrors: Mirror[] = [];
  let throws = 0;
  /** Calls of handlers, in progress or ended. */
  let begun = 0;

  function add(informer: Informer<TestObject>, behave: () => unknown): Mirror {
    const mirror = createMirror((object) => existed.has(versionOf(object)));
    const { handler } = mirror;
    const then = (result: () => unknown): unknown => {
      begun++;
      const outcome = behave();
      return outcome instanceof Promise ? outcome.then(result) : result();
    };
    const wrapped: EventHandler<TestObject> = {
      onAdd: (...args) => then(() => handler.onAdd?.(...args)),
      onUpdate: (...args) => then(() => handler.onUpdate?.(...args)),
      onDelete: (...args) => then(() => handler.onDelete?.(...args)),
    };
    informer.addEventHandler(wrapped);
    mirrors.push(mirror);
    return mirror;
  }

  let saved: readonly string[] | undefined;
  const damage = (text: string): string => {
    const at = pick(text.length);
    return chance(0.5) ? text.slice(0, at) : `${text.slice(0, at)}~${text.slice(at + 1)}`;
  };
  const snapshot = createSnapshot({
    store: {
      load: async () => (saved && chance(0.3) ? damage(saved.join("")) : saved),
      save: async (pieces) => {
        if (chance(0.2)) throw new Error("no room");
        saved = pieces;
      },
    },
    key: "pods",
    intervalMs: 5000,
    clock,
    onError: () => count("a snapshot that failed"),
  });
  const withSnapshot = chance(0.3);

  function start(): Informer<TestObject> {
    const informer = createInformer<TestObject>({
      listerWatcher: server,
      clock,
      random,
      watchList: chance(0.3) ? createWatchList({ checkConsistency: chance(0.3) }) : undefined,
      pageSize: chance(0.3) ? 3 : undefined,
      resyncPeriodMs: chance(0.2) ? 60_000 : 0,
      internalErrorRetryMs: chance(0.3) ? 30_000 : 0,
      snapshot: withSnapshot ? snapshot : undefined,
      indexers: { value: ({ spec }) => [String(spec?.value)] },
      logger: {
        debug: (message) => void (message.includes("older than what is known") && count("a repeated event")),
        warn: () => {},
        error: (message) => void (message.includes("left out") && count("no object")),
      },
      onWatchError: ({ reason }) => count(reason),
      onHandlerError() {
        throws++;
        count("a handler that failed");
      },
    });
    informer.onStatusChange(({ phase, resumed }) => {
      if (phase === "stalled") count("a silent watch");
      if (phase === "watching" && resumed) count("a resumed cache");
    });
    const atOnce = (): undefined => undefined;
    add(informer, atOnce);
    add(informer, () => (chance(0.3) ? clock.sleep(pick(200)) : undefined));
    const mirror = createMirror((object) => existed.has(versionOf(object)));
    // One that hears and then throws or rejects.
    const throwing =
      (method: "onAdd" | "onUpdate" | "onDelete") =>
      (...args: unknown[]): unknown => {
        (mirror.handler[method] as (...all: unknown[]) => void)(...args);
        if (chance(0.7)) return undefined;
        if (chance(0.5)) throw new Error("thrown");
        return Promise.reject(new Error("rejected"));
      };
    informer.addEventHandler({
      onAdd: throwing("onAdd"),
      onUpdate: throwing("onUpdate"),
      onDelete: throwing("onDelete"),
    });
    mirrors.push(mirror);
    void informer.run();
    return informer;
  }

  let informer = start();
  const temporary = createMirror(() => true);
  let registration = informer.addEventHandler(temporary.handler);
  let callsWhenRemoved = -1;

  async function end(): Promise<void> {
    const ended = informer[Symbol.asyncDispose]();
    const before = begun;
    // A handler may be in the middle of a call, which is waited for.
    await clock.advance(300);
    await ended;
    if (begun > before) offences.push("a handler was called after the end");
  }

  for (let step = 0; step < steps; step++) {
    const dice = random();
    const name = `p${pick(names)}`;
    if (dice < 0.4) put(name);
    else if (dice < 0.55) server.remove(name);
    else if (dice < 0.59) server.bookmark();
    else if (dice < 0.63) server.compact();
    else if (dice < 0.66) server.jump(pick(1000));
    else if (dice < 0.75) anyWatch();
    else if (dice < 0.79) server.nextLists.push(anyFault());
    else if (dice < 0.83) server.nextWatches.push(anyFault());
    else if (dice < 0.85) {
      // The server restarts: every connection breaks, and it has forgotten what was before.
      for (const watch of server.watches) watch.fail(failure("Network"));
      server.nextWatches.push(refused());
      server.compact();
    } else if (dice < 0.88) {
      // What was told already, once more; or what is no object at all.
      const { uid } = server.objects.get(name)?.metadata ?? {};
      const told = past.filter(({ metadata }) => metadata.uid === uid);
      const object = told[pick(told.length)];
      const junk = [{ kind: "Table", apiVersion: "meta.k8s.io/v1" }, { metadata: {} }, {}][
        pick(3)
      ] as unknown as TestObject;
      for (const watch of server.watches)
        watch.send({ type: "MODIFIED", object: object && chance(0.5) ? object : junk });
    } else if (dice < 0.97) await clock.advance(pick(3000));
    else await clock.advance(pick(60_000));

    if (informer.status.handlers.some(({ pending }) => pending > 0)) count("a handler that lags");
    if (step === 20) add(informer, () => undefined);
    if (step === 25) {
      registration.remove();
      callsWhenRemoved = temporary.calls;
    }
    if (step === 40 && chance(0.3)) {
      await end();
      mirrors.length = 0;
      informer = start();
    }
    if (chance(0.5)) await clock.settle();
  }
  if (temporary.calls !== callsWhenRemoved) offences.push("a removed handler was called");
  registration = informer.addEventHandler({});

  // From now on the server is well, and time heals the rest.
  server.nextLists.length = 0;
  server.nextWatches.length = 0;
  server.listDelay = undefined;
  server.initialEventsDelay = undefined;
  await clock.advance(healingMs);
  server.bookmark();
  await clock.settle();
  // A resync may just have begun; slow handlers take their time for it.
  for (let i = 0; i < 5 && informer.status.handlers.some(({ pending }) => pending > 0); i++) await clock.advance(3000);

  const state = (objects: Iterable<DeepReadonly<TestObject>>): string =>
    [...objects].map(versionOf).toSorted().join(" ");
  const expected = state(server.objects.values());
  const compare = (what: string, objects: Iterable<DeepReadonly<TestObject>>, wanted = expected): void => {
    const found = state(objects);
    if (found !== wanted) offences.push(`${what} is ${found} and not ${wanted}`);
  };
  compare("the cache", informer.lister.list());
  for (const [i, mirror] of mirrors.entries()) {
    compare(`what handler ${i} heard`, mirror.objects.values());
    offences.push(...mirror.offences);
  }
  for (const value of ["0", "1", "2"]) {
    const indexed = [...server.objects.values()].filter(({ spec }) => String(spec?.value) === value);
    compare(`the index of ${value}`, informer.lister.byIndex("value", value), state(indexed));
  }
  const { phase, synced, error, handlers, objects } = informer.status;
  if (phase !== "watching" || !synced || error) offences.push(`it is ${phase} after ${error?.message}`);
  if (handlers.some(({ pending }) => pending > 0)) offences.push("events were not taken");
  if (objects !== server.objects.size) offences.push(`the status has ${objects} objects`);
  if (handlers.reduce((sum, { failures }) => sum + failures, 0) > throws) offences.push("a failure was not reported");
  if (!registration.hasSynced()) offences.push("a late handler has not synced");

  await end();
  await clock.settle();
  if (clock.pending.length > 0) offences.push(`timers are left: ${clock.pending.join(", ")}`);
  if (server.watches.size > 0) offences.push("a watch is left open");
  if (offences.length > 0) throw new Error(offences.slice(0, 5).join("; "));
  for (const { calls } of mirrors) if (calls > 0) count("a handler that was called");
}
