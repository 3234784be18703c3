import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ResourceClient } from "@kubets/dynamic";
import { configMaps, type ConfigMap } from "@kubets/kubernetes/core/v1";
import { realClock } from "@kubets/wait";
import type { Compactable } from "../backends/compactable.ts";
import type { SoakMeasure, SoakQuestion } from "./processes/soak-client.ts";

export interface SoakOptions {
  readonly server: Compactable;
  readonly namespace: string;
  /** How long it is written and gone wrong between two measurements. */
  readonly roundMs: number;
  readonly rounds: number;
  /** Hears of each measurement. */
  readonly onProgress: (line: string) => void;
}

/** What came of it; a measurement after each round, the first one after a round to warm up. */
export interface SoakReport {
  readonly measures: readonly SoakMeasure[];
  readonly writes: number;
  /** How often each thing went wrong. */
  readonly faults: Readonly<Record<string, number>>;
}

const writerCount = 4;
const objectsEach = 50;

/**
 * Writes without a pause while connections are cut, stall, are reset and refused, and the server forgets its past; an
 * informer in a process of its own follows through all of it. After each round all is well for as long as it takes the
 * informer to have the same state as ever, and then its memory is measured.
 */
export async function soak({ server, namespace, roundMs, rounds, onProgress }: SoakOptions): Promise<SoakReport> {
  const maps = server.direct.resource(configMaps).namespace(namespace);
  const writers = Array.from({ length: writerCount }, (_, writer) => createWriter(maps, writer));
  await using client = await startClient(server.proxy.url, server.kubeconfig, namespace);
  const faults: Record<string, number> = {};
  const measures: SoakMeasure[] = [];
  let writes = 0;
  for (let round = 0; round <= rounds; round++) {
    const until = performance.now() + roundMs;
    const isOver = (): boolean => performance.now() >= until;
    const writing = writers.map(async (writer) => {
      for (; !isOver(); writes++) await writer.write();
    });
    for (let next = round; !isOver(); next++) {
      const [what, fault] = mishaps.at(next % mishaps.length)!;
      await fault(server);
      server.proxy.flow();
      faults[what] = (faults[what] ?? 0) + 1;
      await realClock.sleep(300);
    }
    await Promise.all(writing);
    await Promise.all(writers.map((writer) => writer.settle()));
    const { items } = await maps.list();
    const state = items.map(({ metadata }) => `${metadata.name}@${metadata.resourceVersion}`).toSorted();
    const measured = await client.ask({ state });
    measures.push(measured);
    onProgress(`${Math.round(((round + 1) * roundMs) / 1000)} s: ${writes} writes; ${describe(measured)}`);
  }
  return { measures, writes, faults };
}

/** In words, for people. */
export function describe({ heap, external, sockets, timers, status }: SoakMeasure): string {
  const { events, reconnects, relists } = status;
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2);
  return (
    `heap ${megabytes(heap)} MB, beside it ${megabytes(external)} MB, ${sockets} sockets, ${timers} timers; ` +
    `${events} events, ${reconnects} reconnects, ${relists} relists`
  );
}

const mishaps: readonly (readonly [what: string, fault: (server: Compactable) => Promise<void> | void])[] = [
  ["ended in order", ({ proxy }) => proxy.cut()],
  ["reset", ({ proxy }) => proxy.reset()],
  [
    "reset in the middle of a line",
    async ({ proxy }) => {
      proxy.resetAfter(2000);
      await realClock.sleep(300);
    },
  ],
  [
    "refused",
    async ({ proxy }) => {
      proxy.refuse();
      proxy.reset();
      await realClock.sleep(400);
    },
  ],
  [
    "past forgotten",
    async ({ proxy, compact }) => {
      proxy.refuse();
      proxy.reset();
      await realClock.sleep(200);
      await compact();
    },
  ],
  [
    "stalled",
    async ({ proxy }) => {
      proxy.stall();
      // As long as a watch may be silent, on the client's clock.
      await realClock.sleep(6500);
    },
  ],
];

/** The objects of one writer, which nobody else writes. */
interface Writer {
  /** Writes one of them, in one way or another. */
  write(): Promise<unknown>;
  /** Brings back all of them, as they were in the beginning. */
  settle(): Promise<void>;
}

function createWriter(maps: ResourceClient<ConfigMap>, writer: number): Writer {
  const present = new Set<string>();
  const nameOf = (i: number): string => `m${writer}-${i}`;
  const pick = (count: number): number => Math.floor(Math.random() * count);

  async function put(name: string, data: Record<string, string>): Promise<void> {
    if (present.has(name)) await maps.patch(name, { type: "merge", value: { data } });
    else await maps.create({ metadata: { name }, data });
    present.add(name);
  }

  return {
    write() {
      const name = nameOf(pick(objectsEach));
      if (!present.has(name) || pick(4) > 0) return put(name, { round: `${pick(10)}`, text: "x".repeat(pick(2000)) });
      present.delete(name);
      return maps.delete(name);
    },
    async settle() {
      for (let i = 0; i < objectsEach; i++) await put(nameOf(i), { round: "0", text: "x".repeat(1000) });
    },
  };
}

interface SoakClient extends AsyncDisposable {
  ask(question: SoakQuestion): Promise<SoakMeasure>;
}

/** Resolves once its informer has synced: what goes wrong from then on, goes wrong for it. */
async function startClient(server: string, kubeconfig: string, namespace: string): Promise<SoakClient> {
  const file = fileURLToPath(new URL("processes/soak-client.ts", import.meta.url));
  const child = fork(file, [server, namespace], {
    execArgv: ["--conditions=@kubets/source", "--expose-gc"],
    env: { ...process.env, KUBECONFIG: kubeconfig },
  });
  const exited = once(child, "exit");
  const nextMessage = async (): Promise<unknown> => {
    const ended = exited.then(([code]) => Promise.reject(new Error(`the informer's process ended with ${code}`)));
    const [message] = (await Promise.race([once(child, "message"), ended])) as unknown[];
    return message;
  };
  await nextMessage();
  return {
    async ask(question) {
      child.send(question);
      return (await nextMessage()) as SoakMeasure;
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}
