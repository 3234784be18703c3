import {
  initialEventsEndAnnotation,
  KubernetesError,
  type KubernetesList,
  type ListOptions,
  type WatchEvent,
  type WatchOptions,
} from "@kubets/apimachinery";
import type { ListerWatcher } from "../lister-watcher.ts";

export interface TestObject {
  apiVersion?: string;
  kind?: string;
  metadata: {
    name: string;
    namespace?: string;
    uid?: string;
    resourceVersion: string;
    labels?: Record<string, string>;
  };
  spec?: { node?: string; value?: number };
}

export type TestRequest = { verb: "list" | "watch"; at: number; options: ListOptions & WatchOptions };

/** One open watch of the test server. */
export interface TestWatch {
  send(...events: WatchEvent<TestObject>[]): void;
  /** The server ends the stream. */
  close(): void;
  /** The stream breaks, or the server sends an ERROR event. */
  fail(error: unknown): void;
  /** Nothing arrives any more, and it does not end. */
  stall(): void;
}

/**
 * A collection with versions, a log of events, pages and watches, as a ListerWatcher. What it answers to the next requests
 * can be written beforehand: an error, or a function in place of its own answer.
 */
export interface TestServer extends ListerWatcher<TestObject> {
  readonly requests: TestRequest[];
  /** Requests in words: `list rv=0 limit=500`, `watch rv=5`. */
  readonly trace: string[];
  readonly watches: Set<TestWatch>;
  readonly objects: ReadonlyMap<string, TestObject>;
  readonly version: string;
  put(name: string, change?: Partial<TestObject["metadata"]> & { spec?: TestObject["spec"] }): TestObject;
  remove(key: string): void;
  bookmark(): void;
  /** Forgets all events so far: watches and lists from before are Expired. */
  compact(): void;
  readonly nextLists: (Error | ((options: ListOptions) => KubernetesList<TestObject> | Promise<never>))[];
  readonly nextWatches: (Error | ((watch: TestWatch) => void))[];
  /** Versions leap, as where much else is written. */
  jump(by: number): void;
  /** What a watch with initial events sends for them, in place of each object once and in order. */
  initialEvents: (events: WatchEvent<TestObject>[]) => WatchEvent<TestObject>[];
  /** How long the bookmark that ends them is on its way. */
  initialEventsDelay: (() => Promise<void>) | undefined;
  /** How long an answer to a list is on its way; what is written meanwhile is not in it. */
  listDelay: (() => Promise<void>) | undefined;
  /** Answers lists of version "0" whole, as a watch cache does. Default true. */
  hasWatchCache: boolean;
}

export function failure(reason: string, code?: number, retryAfterSeconds?: number): KubernetesError {
  return new KubernetesError(`the server says ${reason}`, { reason, code, retryAfterSeconds });
}

export function refused(): KubernetesError {
  const cause = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  return new KubernetesError("connection refused", { reason: "Network", cause });
}

export function createTestServer({ now = () => 0 }: { now?: () => number } = {}): TestServer {
  let version = 10;
  let compacted = 0;
  let uid = 0;
  const objects = new Map<string, TestObject>();
  const log: { version: number; event: WatchEvent<TestObject> }[] = [];
  const watches = new Set<TestWatch>();
  let paging: { version: number; items: TestObject[] } = { version, items: [] };

  const keyOf = ({ metadata: { namespace, name } }: TestObject): string => (namespace ? `${namespace}/${name}` : name);
  const bookmarkAt = (annotations?: Record<string, string>): WatchEvent<TestObject> => ({
    type: "BOOKMARK",
    object: { metadata: { resourceVersion: String(version), ...(annotations && { annotations }) } },
  });

  function record(event: WatchEvent<TestObject>): void {
    log.push({ version, event });
    for (const watch of watches) watch.send(event);
  }

  function wordsOf({ verb, options }: TestRequest): string {
    const { resourceVersion, limit, continue: token, sendInitialEvents } = options;
    const words: string[] = [verb];
    if (resourceVersion !== undefined) words.push(`rv=${resourceVersion}`);
    if (limit !== undefined) words.push(`limit=${limit}`);
    if (token !== undefined) words.push(`continue=${token}`);
    if (sendInitialEvents) words.push("initial");
    return words.join(" ");
  }

  /** A list as of now. */
  function answerOf(options: ListOptions): KubernetesList<TestObject> {
    const { resourceVersion, limit, continue: token } = options;
    if (resourceVersion && resourceVersion !== "0" && Number(resourceVersion) < compacted) {
      throw failure("Expired", 410);
    }
    // Every page is of the state at which the first one was taken, until that is forgotten.
    if (!token) paging = { version, items: [...objects.values()] };
    else if (paging.version < compacted) throw failure("Expired", 410);
    const { items: all } = paging;
    const cached = server.hasWatchCache && resourceVersion !== undefined;
    const resourceVersionOfAll = String(paging.version);
    if (limit === undefined || cached) return { metadata: { resourceVersion: resourceVersionOfAll }, items: all };
    const from = Number(token ?? 0);
    const next = from + limit;
    return {
      metadata: { resourceVersion: resourceVersionOfAll, ...(next < all.length && { continue: String(next) }) },
      items: all.slice(from, next),
    };
  }

  const server: TestServer = {
    requests: [],
    get trace() {
      return server.requests.map(wordsOf);
    },
    watches,
    objects,
    get version() {
      return String(version);
    },
    jump(by) {
      version += by;
    },
    initialEvents: (events) => events,
    initialEventsDelay: undefined,
    listDelay: undefined,
    nextLists: [],
    nextWatches: [],
    hasWatchCache: true,

    put(name, { spec, ...metadata } = {}) {
      const before = objects.get(metadata.namespace ? `${metadata.namespace}/${name}` : name);
      version++;
      const object: TestObject = {
        metadata: { uid: before?.metadata.uid ?? `uid-${uid++}`, ...metadata, name, resourceVersion: String(version) },
        ...(spec && { spec }),
      };
      objects.set(keyOf(object), object);
      record({ type: before ? "MODIFIED" : "ADDED", object });
      return object;
    },
    remove(key) {
      const object = objects.get(key);
      if (!object) return;
      version++;
      objects.delete(key);
      record({
        type: "DELETED",
        object: { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } },
      });
    },
    bookmark() {
      for (const watch of watches) watch.send(bookmarkAt());
    },
    compact() {
      compacted = version;
      log.length = 0;
    },

    async list({ signal, ...options }) {
      server.requests.push({ verb: "list", at: now(), options });
      await Promise.resolve();
      signal?.throwIfAborted();
      const script = server.nextLists.shift();
      if (script instanceof Error) throw script;
      if (script) return script(options);
      const answer = answerOf(options);
      await server.listDelay?.();
      signal?.throwIfAborted();
      return answer;
    },

    async *watchBatches({ signal, ...options }) {
      server.requests.push({ verb: "watch", at: now(), options });
      await Promise.resolve();
      signal?.throwIfAborted();
      const script = server.nextWatches.shift();
      if (script instanceof Error) throw script;

      let queue: WatchEvent<TestObject>[] = [];
      let ended: { error?: unknown } | undefined;
      let stalled = false;
      let wake = (): void => {};
      const end = (outcome: { error?: unknown }): void => {
        ended ??= outcome;
        watches.delete(watch);
        wake();
      };
      const watch: TestWatch = {
        send(...events) {
          if (stalled) return;
          queue.push(...events);
          wake();
        },
        close: () => end({}),
        fail: (error) => end({ error }),
        stall() {
          stalled = true;
        },
      };
      const onAbort = (): void => end({ error: signal?.reason });
      signal?.addEventListener("abort", onAbort, { once: true });

      const { resourceVersion, sendInitialEvents } = options;
      if (sendInitialEvents || !resourceVersion || resourceVersion === "0") {
        queue = server.initialEvents([...objects.values()].map((object) => ({ type: "ADDED", object })));
        const endInitial = (): void => watch.send(bookmarkAt({ [initialEventsEndAnnotation]: "true" }));
        const delay = sendInitialEvents && server.initialEventsDelay?.();
        if (delay) void delay.then(endInitial);
        else if (sendInitialEvents) endInitial();
      } else if (Number(resourceVersion) < compacted) {
        throw failure("Expired", 410);
      } else {
        for (const entry of log) if (entry.version > Number(resourceVersion)) queue.push(entry.event);
      }
      watches.add(watch);
      if (script) {
        queue = [];
        script(watch);
      }
      try {
        for (;;) {
          if (queue.length > 0) {
            const events = queue;
            queue = [];
            yield events;
          } else if (ended) {
            if (ended.error !== undefined) throw ended.error;
            return;
          } else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        watches.delete(watch);
        signal?.removeEventListener("abort", onAbort);
      }
    },
  };
  return server;
}

/** Seeded numbers in [0, 1): the same run every time. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
