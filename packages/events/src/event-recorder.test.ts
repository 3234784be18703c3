import type { DeepReadonly, KubernetesObject } from "@kubets/apimachinery";
import { createFakeClock, type FakeClock } from "@kubets/wait";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { CoreEvent } from "./core-event.ts";
import { createEventRecorder, type CoreRecorderOptions } from "./create-event-recorder.ts";
import type { DroppedEvent } from "./drops.ts";
import type { EventEntry, EventRecorder } from "./event-recorder.ts";
import { createFakeEventRecorder } from "./fake-event-recorder.ts";
import { createEventServer, networkFailure, refusal, type EventServer } from "./testing/event-server.ts";

let clock: FakeClock;
let server: EventServer<CoreEvent>;
let dropped: DroppedEvent[];

beforeEach(() => {
  clock = createFakeClock({ now: Date.UTC(2026, 0, 1) });
  server = createEventServer();
  dropped = [];
});

function recorderOf(options: Partial<CoreRecorderOptions> = {}): EventRecorder {
  const source = { component: "test", host: "here" };
  const onDrop = (event: DroppedEvent): void => void dropped.push(event);
  return createEventRecorder({ sink: server.sink, source, clock, random: () => 0, onDrop, ...options });
}

const pod: DeepReadonly<KubernetesObject> = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { namespace: "baz", name: "foo", uid: "bar", resourceVersion: "1" },
};
const started: EventEntry = { type: "Normal", reason: "Started", message: "started it" };
const podOf = (index: number): KubernetesObject => ({
  ...(pod as KubernetesObject),
  metadata: { namespace: "baz", name: `foo-${index}`, uid: `${index}` },
});

describe("recording", () => {
  it("writes what happened, to what, when, and who says so (F142)", async () => {
    const recorder = recorderOf();
    recorder.event(pod, started);
    expect(server.requests).toEqual([]);
    expect(await recorder.flush()).toBe(true);
    expect(server.events).toEqual([
      {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name: expect.stringMatching(/^foo\.[0-9a-f]+$/), namespace: "baz" },
        involvedObject: {
          apiVersion: "v1",
          kind: "Pod",
          namespace: "baz",
          name: "foo",
          uid: "bar",
          resourceVersion: "1",
        },
        ...started,
        source: { component: "test", host: "here" },
        reportingComponent: "test",
        reportingInstance: "here",
        firstTimestamp: "2026-01-01T00:00:00Z",
        lastTimestamp: "2026-01-01T00:00:00Z",
        count: 1,
      },
    ]);
  });

  it("writes annotations, an action, another object, and a part of the object (F142)", async () => {
    const recorder = recorderOf({ source: { component: "test" } });
    const related = { apiVersion: "v1", kind: "Node", name: "node-1" };
    const reference = { apiVersion: "v1", kind: "Pod", namespace: "baz", name: "foo", fieldPath: "spec" };
    recorder.event(reference, { ...started, annotations: { a: "b" }, action: "Start", related });
    await recorder.flush();
    const [event] = server.events;
    expect(event).toMatchObject({ involvedObject: reference, action: "Start", related, source: { component: "test" } });
    expect(event?.metadata.annotations).toEqual({ a: "b" });
    expect(event).not.toHaveProperty("reportingInstance");
  });

  it("takes what it is given as it is at that moment", async () => {
    const recorder = recorderOf();
    const annotations = { a: "b" };
    const reference = { apiVersion: "v1", kind: "Pod", name: "foo" };
    recorder.event(reference, { ...started, annotations });
    annotations.a = "changed";
    reference.name = "changed";
    await recorder.flush();
    expect(server.events).toMatchObject([{ involvedObject: { name: "foo" }, metadata: { annotations: { a: "b" } } }]);
  });

  it("serves objects of all namespaces, and keeps in default what has none (F142)", async () => {
    const recorder = recorderOf();
    recorder.event(pod, started);
    recorder.event({ ...pod, metadata: { ...pod.metadata, namespace: "other" } }, started);
    recorder.event({ apiVersion: "v1", kind: "Node", metadata: { name: "node" } }, started);
    await recorder.flush();
    expect(server.requests.map(({ namespace }) => namespace)).toEqual(["baz", "other", "default"]);
    expect(server.events[2]?.involvedObject).toEqual({ apiVersion: "v1", kind: "Node", name: "node" });
  });

  it("counts each object for itself, in the order in which things happened (F145)", async () => {
    const recorder = recorderOf();
    const other = podOf(2);
    for (const [object, reason] of [
      [pod, "Started"],
      [pod, "Killed"],
      [pod, "Started"],
      [other, "Started"],
      [pod, "Started"],
      [other, "Stopped"],
      [other, "Stopped"],
    ] as const) {
      recorder.event(object, { ...started, reason });
      await clock.advance(1000);
    }
    expect(server.events.map((event) => [event.involvedObject.name, event.reason, event.count])).toEqual([
      ["foo", "Started", 3],
      ["foo", "Killed", 1],
      ["foo-2", "Started", 1],
      ["foo-2", "Stopped", 2],
    ]);
    expect(server.log).toEqual([
      "create foo",
      "create foo",
      "patch foo",
      "create foo-2",
      "patch foo",
      "create foo-2",
      "patch foo-2",
    ]);
    expect(server.events[0]).toMatchObject({
      firstTimestamp: "2026-01-01T00:00:00Z",
      lastTimestamp: "2026-01-01T00:00:04Z",
    });
  });

  it("changes the event by the name that the server gave it (C95)", async () => {
    const patched: string[] = [];
    const recorder = recorderOf({
      sink: {
        namespace: () => ({
          create: () => Promise.resolve({ metadata: { name: "given" } }),
          patch: (name) => Promise.resolve(void patched.push(name)),
        }),
      },
    });
    recorder.event(pod, started);
    recorder.event(pod, started);
    await recorder.flush();
    expect(patched).toEqual(["given"]);
  });
});

describe("what cannot be recorded", () => {
  it.each<[string, unknown, unknown]>([
    ["another type", pod, { ...started, type: "Error" }],
    ["no object", undefined, started],
    ["an object that does not say what it is", { metadata: { name: "foo" } }, started],
    ["another object that does not say what it is", pod, { ...started, related: { metadata: { name: "foo" } } }],
    ["no entry", pod, undefined],
  ])("is dropped as invalid without a throw: %s (F142, C96)", async (_name, object, entry) => {
    const recorder = recorderOf();
    recorder.event(object as never, entry as never);
    await recorder.flush();
    expect(server.requests).toEqual([]);
    expect(dropped).toMatchObject([{ cause: "invalid", occurrences: 1, error: { reason: "InvalidRequest" } }]);
    expect(recorder.dropped.invalid).toBe(1);
  });

  it("costs only itself where a user's key throws (C96)", async () => {
    const spamKey = ({ reason }: Readonly<CoreEvent>): string => {
      if (reason === "Bad") throw new Error("no key");
      return reason;
    };
    const recorder = recorderOf({ correlation: { spamKey } });
    recorder.event(pod, { ...started, reason: "Bad" });
    recorder.event(pod, started);
    await recorder.flush();
    expect(dropped).toMatchObject([{ cause: "invalid", reason: "Bad" }]);
    expect(server.events).toMatchObject([{ reason: "Started" }]);
  });

  it("never blocks: 1000 events wait, further ones are dropped (F142, C96)", async () => {
    const recorder = recorderOf();
    server.before = () => new Promise(() => {});
    recorder.event(pod, started);
    await clock.settle();
    expect(server.requests.length).toBe(1);
    for (let index = 0; index < 1003; index++) recorder.event(podOf(index), started);
    expect(dropped.map(({ cause, reference }) => [cause, reference?.name])).toEqual([
      ["queueFull", "foo-1000"],
      ["queueFull", "foo-1001"],
      ["queueFull", "foo-1002"],
    ]);
    expect(recorder.dropped.queueFull).toBe(3);
  });

  it("writes every one of 1000 events, each of which fails a few times (F142, F143)", async () => {
    const recorder = recorderOf();
    const failures = new Map<string, number>();
    server.before = ({ name }) => {
      const count = failures.get(name) ?? 0;
      failures.set(name, count + 1);
      if (count < 4) throw networkFailure();
    };
    for (let index = 0; index < 1000; index++) recorder.event(podOf(index), started);
    while (await clock.advanceToNext());
    expect(server.events.length).toBe(1000);
    expect(server.requests.length).toBe(5000);
    expect(dropped).toEqual([]);
  });

  it("holds up what follows for as long as it is tried, and then gives it up (C96)", async () => {
    const recorder = recorderOf();
    server.before = ({ name }) => {
      if (name.startsWith("foo-1.")) throw networkFailure();
    };
    recorder.event(podOf(1), started);
    recorder.event(podOf(2), started);
    await clock.advance(99_999);
    expect(server.events).toEqual([]);
    await clock.advance(1);
    expect(server.events).toMatchObject([{ involvedObject: { name: "foo-2" } }]);
    expect(dropped).toMatchObject([
      { cause: "unreachable", reference: { name: "foo-1" }, error: { reason: "Network" } },
    ]);
  });

  it("counts again what was refused, once it is let through (C95, C97)", async () => {
    const recorder = recorderOf();
    server.before = () => Promise.reject(refusal("Forbidden", 403));
    recorder.event(pod, started);
    await recorder.flush();
    server.before = undefined;
    recorder.event(pod, started);
    await recorder.flush();
    expect(dropped).toMatchObject([{ cause: "rejected", error: { reason: "Forbidden" } }]);
    expect(server.events).toMatchObject([{ count: 2 }]);
    expect(server.log).toEqual(["create foo", "patch foo", "create foo"]);
  });

  it("is spam from the 26th event about an object on (F146)", async () => {
    const recorder = recorderOf();
    for (let index = 0; index < 30; index++) recorder.event(pod, started);
    await recorder.flush();
    expect(server.events).toMatchObject([{ count: 25 }]);
    expect(recorder.dropped).toEqual({ invalid: 0, queueFull: 0, spam: 5, rejected: 0, unreachable: 0, stopped: 0 });
    await clock.advance(300_000);
    recorder.event(pod, started);
    await recorder.flush();
    expect(server.events).toMatchObject([{ count: 31 }]);
  });
});

describe("logging", () => {
  it("tells of every event, and once of what is dropped for a cause (F149, C96)", async () => {
    const logger = { debug: vi.fn(), warn: vi.fn() };
    const recorder = recorderOf({ logger, correlation: { burst: 1 } });
    for (let index = 0; index < 3; index++) recorder.event(pod, started);
    await recorder.flush();
    for (const reason of ["Forbidden", "Forbidden", "Invalid"]) {
      server.before = () => Promise.reject(refusal(reason, 400));
      recorder.event(podOf(server.requests.length), started);
      await recorder.flush();
    }
    expect(logger.debug).toHaveBeenCalledTimes(6);
    expect(logger.debug).toHaveBeenCalledWith("event", {
      object: "baz/foo",
      kind: "Pod",
      apiVersion: "v1",
      ...started,
    });
    expect(logger.warn.mock.calls.map(([message, { cause, error }]) => [cause, error?.reason, message])).toEqual([
      ["spam", undefined, expect.stringContaining("too many about the same object")],
      ["rejected", "Forbidden", expect.stringContaining("refused")],
      ["rejected", "Invalid", expect.stringContaining("refused")],
    ]);
  });

  it("survives a logger and a callback that throw (C96)", async () => {
    const fail = (): never => {
      throw new Error("broken");
    };
    const recorder = recorderOf({ logger: { debug: fail, warn: fail }, onDrop: fail, correlation: { burst: 1 } });
    recorder.event(pod, started);
    recorder.event(pod, started);
    recorder.event(pod, { ...started, type: "Error" as never });
    await recorder.flush();
    expect(server.events.length).toBe(1);
    expect(recorder.dropped).toMatchObject({ spam: 1, invalid: 1 });
  });
});

describe("flush", () => {
  it("waits for what was recorded before, and not for what comes after", async () => {
    const recorder = recorderOf();
    recorder.event(podOf(1), started);
    const flushed = recorder.flush();
    server.before = ({ name }) => (name.startsWith("foo-2.") ? new Promise(() => {}) : undefined);
    recorder.event(podOf(2), started);
    expect(await flushed).toBe(true);
    expect(server.events).toMatchObject([{ involvedObject: { name: "foo-1" } }]);
  });

  it("says so where it did not get that far in its time, and drops nothing", async () => {
    const recorder = recorderOf();
    server.before = () => clock.sleep(20_000);
    recorder.event(pod, started);
    const flushed = recorder.flush({ timeoutMs: 15_000 });
    await clock.advance(15_000);
    expect(await flushed).toBe(false);
    await clock.advance(5000);
    expect(server.events.length).toBe(1);
    expect(clock.pending).toEqual([]);
  });

  it("does not wait at all for no time or less, waits on for infinite time, and refuses NaN", async () => {
    server.before = () => new Promise(() => {});
    const recorder = recorderOf();
    recorder.event(pod, started);
    for (const timeoutMs of [0, -1]) {
      const flushed = recorder.flush({ timeoutMs });
      await clock.advance(0);
      expect(await flushed).toBe(false);
    }
    await expect(recorder.flush({ timeoutMs: Number.NaN })).rejects.toThrow(RangeError);
    let ended = false;
    void recorder.flush({ timeoutMs: Infinity }).then(() => (ended = true));
    await clock.advance(60_000);
    expect(ended).toBe(false);
  });

  it("ends with the signal", async () => {
    const recorder = recorderOf();
    server.before = () => new Promise(() => {});
    recorder.event(pod, started);
    const abort = new AbortController();
    const flushed = recorder.flush({ signal: abort.signal });
    const cause = new Error("enough");
    abort.abort(cause);
    await expect(flushed).rejects.toMatchObject({ reason: "Aborted", cause });
    await expect(recorder.flush({ signal: abort.signal })).rejects.toMatchObject({ reason: "Aborted" });
    expect(clock.pending).toEqual([]);
  });
});

describe("disposing", () => {
  it("writes what waits (F149)", async () => {
    const recorder = recorderOf();
    for (let index = 0; index < 5; index++) recorder.event(podOf(index), started);
    await recorder[Symbol.asyncDispose]();
    expect(server.events.length).toBe(5);
    expect(clock.pending).toEqual([]);
  });

  it("tries each event once, without waiting (C96)", async () => {
    const recorder = recorderOf();
    server.before = () => Promise.reject(networkFailure());
    for (let index = 0; index < 5; index++) recorder.event(podOf(index), started);
    await clock.settle();
    await recorder[Symbol.asyncDispose]();
    expect(server.requests.length).toBe(5);
    expect(dropped.map(({ cause, error }) => `${cause} ${error?.reason}`)).toEqual(Array(5).fill("stopped Network"));
  });

  it("takes 5 s at most, also where a call hangs, and reports what is left (F149, C96)", async () => {
    const recorder = recorderOf();
    server.before = () => new Promise(() => {});
    for (let index = 0; index < 5; index++) recorder.event(podOf(index), started);
    const disposed = recorder[Symbol.asyncDispose]();
    await clock.advance(4999);
    expect(dropped).toEqual([]);
    await clock.advance(1);
    await disposed;
    expect(dropped.map(({ cause }) => cause)).toEqual(Array(5).fill("stopped"));
    expect(server.requests.length).toBe(1);
    expect(clock.pending).toEqual([]);
  });

  it("drops what comes afterwards, and may happen twice (F149)", async () => {
    const recorder = recorderOf();
    await Promise.all([recorder[Symbol.asyncDispose](), recorder[Symbol.asyncDispose]()]);
    recorder.event(pod, started);
    expect(await recorder.flush()).toBe(true);
    expect(dropped).toMatchObject([{ cause: "stopped", reference: { name: "foo" } }]);
    expect(server.requests).toEqual([]);
  });
});

it.each([
  ["source.component", { source: { component: "" } }],
  ["queueSize", { queueSize: 0 }],
  ["burst", { correlation: { burst: 0 } }],
  ["queueSize", { queueSize: Number.NaN }],
  ["disposeTimeoutMs", { disposeTimeoutMs: -1 }],
  ["disposeTimeoutMs", { disposeTimeoutMs: Number.NaN }],
  ["disposeTimeoutMs", { disposeTimeoutMs: Infinity }],
  ["burst", { correlation: { burst: Number.NaN } }],
  ["refillMs", { correlation: { refillMs: 0 } }],
  ["refillMs", { correlation: { refillMs: -1 } }],
  ["refillMs", { correlation: { refillMs: Number.NaN } }],
  ["refillMs", { correlation: { refillMs: Infinity } }],
  ["similarWindowMs", { correlation: { similarWindowMs: -1 } }],
  ["similarWindowMs", { correlation: { similarWindowMs: Number.NaN } }],
  ["similarWindowMs", { correlation: { similarWindowMs: Infinity } }],
  ["similarMessages", { correlation: { similarMessages: 0 } }],
])("refuses a %s that cannot work: %j", (option, options) => {
  expect(() => recorderOf(options)).toThrow(
    expect.objectContaining({ reason: "Configuration", message: expect.stringContaining(option) }),
  );
});

it("keeps what it is told, as a fake (F149)", async () => {
  const recorder = createFakeEventRecorder();
  recorder.event(pod, { ...started, annotations: { a: "b" } });
  recorder.event(pod, { ...started, type: "Error" as never });
  expect(recorder.lines).toEqual(["Normal Started started it"]);
  expect(recorder.events).toMatchObject([{ reference: { name: "foo" }, namespace: "baz", annotations: { a: "b" } }]);
  expect(recorder.dropped.invalid).toBe(1);
  expect(await recorder.flush()).toBe(true);
  await recorder[Symbol.asyncDispose]();
  recorder.event(pod, started);
  expect([recorder.lines.length, recorder.dropped.stopped]).toEqual([1, 1]);
});
