import { isAborted, type DeepReadonly, type Stored } from "@kubets/apimachinery";
import { createInformer, createObjectMemory, createSnapshot, createWatchList, type Informer } from "@kubets/cache";
import { createDynamicClient } from "@kubets/dynamic";
import { configMaps, type ConfigMap } from "@kubets/kubernetes/core/v1";
import { createRestClient, type Middleware } from "@kubets/rest";
import { createFakeCluster, type FaultEffect } from "@kubets/testing-fake";
import { createFakeClock } from "@kubets/wait";
import { createHistorian, recordHistory } from "./informer-historian.ts";

/** What the client met with, and how often; many runs may share one. */
export type Occurrences = Map<string, number>;

const type = { apiVersion: "v1", kind: "ConfigMap" };
const names = 8;
const steps = 50;
/** Longer than any watch may be silent, and than any backoff. */
const healingMs = 900_000;

type Pick = (count: number) => number;

const answers: readonly ((pick: Pick) => FaultEffect)[] = [
  () => "expired",
  () => ({ code: 429 }),
  (pick) => ({ code: 429, retryAfterSeconds: 1 + pick(5) }),
  () => ({ code: 500 }),
  () => ({ code: 401 }),
  () => "reset",
  () => "lose-answer",
  () => "compact",
  (pick) => ({ cutAfterBytes: pick(3000) }),
];
/** A list has no end but its client's, so that only watches fall silent. */
const streams: readonly ((pick: Pick) => FaultEffect)[] = [
  (pick) => ({ cutAfterEvents: pick(4) }),
  (pick) => ({ stallAfterEvents: pick(4) }),
  () => "duplicate-events",
];

/**
 * One run of a whole client, from its informer down to the bytes, on virtual time against the server in memory: what is
 * written, what goes wrong, and when, is drawn from the seed. Throws where afterwards the cache is not the server's state,
 * where a handler heard what fits no history, or where anything is left running.
 */
export async function simulateClient(seed: number, occurred: Occurrences): Promise<void> {
  const random = seededRandom(seed);
  const pick: Pick = (count) => Math.floor(random() * count);
  const chance = (share: number): boolean => random() < share;
  const count = (what: string): void => void occurred.set(what, (occurred.get(what) ?? 0) + 1);

  const clock = createFakeClock();
  const cluster = createFakeCluster({
    clock,
    random,
    controllers: { namespaces: false, garbageCollection: false },
    actionsKept: 0,
  });
  const rest = createRestClient({
    config: cluster.config,
    transport: cluster.transport(),
    clock,
    middleware: [inPieces(pick, count)],
  });
  const maps = createDynamicClient({ rest }).resource(configMaps).namespace("default");
  const existed = recordHistory(cluster.tracker);
  const state = (): readonly ConfigMap[] => cluster.tracker.list(type, { namespace: "default" }) as ConfigMap[];

  function write(): void {
    const map = { ...type, metadata: { name: `m${pick(names)}`, namespace: "default" } };
    if (!cluster.tracker.get(map)) cluster.tracker.create({ ...map, data: { text: 'ü{}[],"\\'.repeat(pick(40)) } });
    else if (chance(0.35)) cluster.tracker.delete(map);
    else cluster.tracker.update({ ...map, data: { value: String(pick(1000)) } });
  }

  const injected: Disposable[] = [];
  function goWrong(): void {
    const dice = random();
    if (dice < 0.1) return cluster.dropWatches();
    if (dice < 0.2) return cluster.compact();
    if (dice < 0.3) return cluster.restart({ downMs: pick(20_000) });
    const verb = chance(0.5) ? "watch" : "list";
    const effects = verb === "watch" ? [...answers, ...streams] : answers;
    const fault = { verb, resource: "configmaps", times: 1 + pick(3), after: pick(2) } as const;
    const delayMs = chance(0.3) ? pick(2000) : 0;
    injected.push(cluster.fail({ ...fault, delayMs, with: effects[pick(effects.length)]?.(pick) }));
    // So that it is met.
    if (chance(0.7)) cluster.dropWatches();
  }

  let saved: readonly string[] | undefined;
  const store = { load: async () => saved, save: async (pieces: readonly string[]) => void (saved = pieces) };
  const snapshot = chance(0.4) ? createSnapshot({ store, key: "maps", intervalMs: 20_000, clock }) : undefined;
  const watchList = chance(0.4) ? createWatchList() : undefined;

  for (let i = pick(names * 2); i > 0; i--) write();
  let heard = createHistorian(existed);
  function start(): Informer<Stored<ConfigMap>> {
    const started = createInformer({
      listerWatcher: maps,
      clock,
      random,
      watchList,
      memory: createObjectMemory,
      snapshot,
      pageSize: chance(0.3) ? 3 : undefined,
      internalErrorRetryMs: chance(0.3) ? 30_000 : 0,
      onWatchError: ({ reason }) => count(reason),
    });
    started.onStatusChange(({ phase, resumed }) => {
      if (phase === "stalled") count("a silent watch");
      if (phase === "watching" && resumed) count("a resumed cache");
    });
    heard = createHistorian(existed);
    started.addEventHandler(heard.handler);
    void started.run();
    return started;
  }

  let informer = start();
  for (let step = 0; step < steps; step++) {
    const dice = random();
    if (dice < 0.5) write();
    else if (dice < 0.7) goWrong();
    else await clock.advance(pick(dice < 0.95 ? 3000 : 90_000));
    if (step === 30 && chance(0.4)) {
      await informer[Symbol.asyncDispose]();
      informer = start();
    }
  }
  // From now on all is well, and time heals the rest.
  for (const fault of injected) fault[Symbol.dispose]();
  await clock.advance(healingMs);

  const { offences } = heard;
  const expected = versions(state());
  const compare = (what: string, objects: Iterable<DeepReadonly<ConfigMap>>): void => {
    const found = versions(objects);
    if (found !== expected) offences.push(`${what} is [${found}] and not [${expected}]`);
  };
  compare("the cache", informer.lister.list());
  compare("what the handler heard", heard.objects.values());
  for (const map of state()) {
    const cached = informer.lister.get(`default/${map.metadata?.name}`);
    if (JSON.stringify(cached?.data) !== JSON.stringify(map.data))
      offences.push(`${map.metadata?.name} has other data`);
  }
  const { phase, synced, error } = informer.status;
  if (phase !== "watching" || !synced || error) offences.push(`it is ${phase} after ${error?.message}`);
  await informer[Symbol.asyncDispose]();
  await rest[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
  await clock.settle();
  if (clock.pending.length > 0) offences.push(`timers are left: ${clock.pending.join(", ")}`);
  if (offences.length > 0) throw new Error(offences.slice(0, 5).join("; "));
}

function versions(maps: Iterable<DeepReadonly<ConfigMap>>): string {
  return [...maps]
    .map(({ metadata }) => `${metadata?.name}@${metadata?.resourceVersion}`)
    .toSorted()
    .join(" ");
}

/** Splits what arrives anywhere, in the middle of lines and of characters, and counts what does not arrive. */
function inPieces(pick: Pick, count: (what: string) => void): Middleware {
  async function* split(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) {
        const at = pick(chunk.length);
        yield chunk.subarray(0, at);
        yield chunk.subarray(at);
      }
    } catch (error) {
      if (!isAborted(error)) count("an answer that broke off");
      throw error;
    }
  }
  return async (request, next) => {
    try {
      const response = await next(request);
      if (response.status !== 200) count(`an answer of ${response.status}`);
      return { ...response, body: split(response.body) };
    } catch (error) {
      if (!isAborted(error)) count("no answer");
      throw error;
    }
  };
}

/** Seeded numbers in [0, 1): the same run every time. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
