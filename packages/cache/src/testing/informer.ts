import { createFakeClock, type FakeClock } from "@kubets/wait";
import type { EventHandler } from "../event-handlers.ts";
import type { Logger } from "../logger.ts";
import type { InformerOptions } from "../informer-options.ts";
import { createInformer, type Informer } from "../shared-informer.ts";
import { createTestServer, type TestObject, type TestServer, type TestWatch } from "./lister-watcher.ts";

export interface InformerSetup {
  clock: FakeClock;
  server: TestServer;
  informer: Informer<TestObject>;
  /** What was logged, as `level: message`. */
  logged: string[];
  stop: AbortController;
  run(): Promise<void>;
}

/** An informer on virtual time and a test server, without jitter unless asked for. */
export function setUp(
  prepare: (server: TestServer) => void = () => {},
  options: Partial<InformerOptions<TestObject>> = {},
): InformerSetup {
  const clock = createFakeClock();
  const server = createTestServer({ now: () => clock.monotonicNow() });
  prepare(server);
  const logged: string[] = [];
  const log = (level: string) => (message: string) => void logged.push(`${level}: ${message}`);
  const logger: Logger = { debug: log("debug"), warn: log("warn"), error: log("error") };
  const informer = createInformer({ listerWatcher: server, clock, random: () => 0, name: "pods", logger, ...options });
  const stop = new AbortController();
  return { clock, server, informer, logged, stop, run: () => informer.run({ signal: stop.signal }) };
}

/** Runs it until its first watch is open. */
export async function running(...args: Parameters<typeof setUp>): Promise<InformerSetup & { ended: Promise<void> }> {
  const setup = setUp(...args);
  const ended = setup.run();
  await setup.clock.settle();
  return { ...setup, ended };
}

/** Stops it; throws where it leaves anything behind. */
export async function finish({ stop, clock, informer, server }: InformerSetup): Promise<void> {
  stop.abort();
  await informer[Symbol.asyncDispose]();
  await clock.settle();
  if (clock.pending.length > 0) throw new Error(`timers are left: ${clock.pending.join(", ")}`);
  if (server.watches.size > 0) throw new Error(`${server.watches.size} watches are left open`);
}

/** The one open watch. */
export function onlyWatch(server: TestServer): TestWatch {
  const [watch, ...others] = server.watches;
  if (!watch || others.length > 0) throw new Error(`${server.watches.size} watches are open`);
  return watch;
}

/** Writes each call down as `add! a`, `update a 1 2`, `delete? a`: `!` is initial, `?` an unknown final state. */
export function recorder(calls: string[], prefix = ""): EventHandler<TestObject> {
  const version = ({ metadata }: { metadata: { resourceVersion: string } }): string => metadata.resourceVersion;
  return {
    onAdd: (object, { initial }) => void calls.push(`${prefix}add${initial ? "!" : ""} ${object.metadata.name}`),
    onUpdate: (before, after) =>
      void calls.push(`${prefix}update ${after.metadata.name} ${version(before)} ${version(after)}`),
    onDelete: (object, { finalStateUnknown }) =>
      void calls.push(`${prefix}delete${finalStateUnknown ? "?" : ""} ${object.metadata.name}`),
  };
}
