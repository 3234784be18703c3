import { createFakeClock, type FakeClock } from "@kubets/wait";
import { beforeEach, describe, expect, it } from "vitest";
import { createEventRecorder } from "./create-event-recorder.ts";
import type { DroppedEvent } from "./drops.ts";
import type { EventEntry, EventRecorder } from "./event-recorder.ts";
import type { ObjectReference } from "./object-reference.ts";
import type { SeriesEvent } from "./series-event.ts";
import { createEventServer, networkFailure, refusal, type EventServer } from "./testing/event-server.ts";

const minute = 60_000;

let clock: FakeClock;
let server: EventServer<SeriesEvent>;
let recorder: EventRecorder;
let dropped: DroppedEvent[];

beforeEach(() => {
  clock = createFakeClock({ now: Date.UTC(2026, 0, 1) });
  server = createEventServer();
  dropped = [];
  recorder = createEventRecorder({
    apiVersion: "events.k8s.io/v1",
    sink: server.sink,
    source: { component: "test", host: "here" },
    onDrop: (event) => void dropped.push(event),
    clock,
    random: () => 0,
  });
});

const pod: ObjectReference = { apiVersion: "v1", kind: "Pod", namespace: "baz", name: "foo", uid: "bar" };
const started: EventEntry = { type: "Normal", reason: "Started", message: "started it", action: "Start" };

async function happen(times: number, changes: Partial<EventEntry> = {}, object = pod): Promise<void> {
  for (let count = 0; count < times; count++) {
    recorder.event(object, { ...started, ...changes });
    await clock.settle();
  }
}

describe("an event", () => {
  it("is created when it happens first (F147)", async () => {
    const related = { ...pod, fieldPath: "spec.containers[0]" };
    await happen(1, { related, annotations: { a: "b" } });
    expect(server.events).toEqual([
      {
        apiVersion: "events.k8s.io/v1",
        kind: "Event",
        metadata: { name: expect.stringMatching(/^foo\.[0-9a-f]+$/), namespace: "baz", annotations: { a: "b" } },
        eventTime: "2026-01-01T00:00:00.000000Z",
        regarding: pod,
        related,
        type: "Normal",
        reason: "Started",
        action: "Start",
        note: "started it",
        reportingController: "test",
        reportingInstance: "test-here",
      },
    ]);
  });

  it("has its reason for an action where none is given, as servers demand one (F147)", async () => {
    await happen(1, { action: undefined });
    expect(server.events).toMatchObject([{ action: "Started" }]);
  });

  it("has a note of 1024 bytes at most", async () => {
    const bytes = (text: string): number => new TextEncoder().encode(text).length;
    for (const [index, message] of ["x".repeat(1024), "x".repeat(1025), "é".repeat(600), "😀".repeat(300)].entries()) {
      await happen(1, { message, reason: `R${index}` });
    }
    const notes = server.events.map(({ note }) => note);
    expect(notes[0]).toBe("x".repeat(1024));
    expect(notes[1]).toBe(`${"x".repeat(1021)}…`);
    expect(notes[2]).toBe(`${"é".repeat(510)}…`);
    expect(notes[3]).toBe(`${"😀".repeat(255)}…`);
    expect(Math.max(...notes.map(bytes))).toBe(1024);
  });

  it("becomes a series of 2 when it happens again, by a patch (F147)", async () => {
    await happen(1);
    await clock.advance(1500);
    await happen(1, { message: "another note" });
    expect(server.requests.at(-1)).toMatchObject({
      verb: "patch",
      body: { series: { count: 2, lastObservedTime: "2026-01-01T00:00:01.500000Z" } },
    });
    expect(server.events).toMatchObject([{ note: "started it", series: { count: 2 } }]);
  });

  it("is counted here from the third time on (F147)", async () => {
    await happen(10);
    expect(server.log).toEqual(["create foo", "patch foo"]);
    expect(await recorder.flush()).toBe(true);
    expect(server.log).toEqual(["create foo", "patch foo", "patch foo"]);
    expect(server.events).toMatchObject([{ series: { count: 10 } }]);
    await recorder.flush();
    expect(server.requests.length).toBe(3);
  });

  it.each<[string, Partial<EventEntry>, ObjectReference, number]>([
    ["another note", { message: "other" }, pod, 1],
    ["a later version of the object", {}, { ...pod, resourceVersion: "2" }, 1],
    ["another type", { type: "Warning" }, pod, 2],
    ["another action", { action: "Other" }, pod, 2],
    ["another reason", { reason: "Other" }, pod, 2],
    ["another object", {}, { ...pod, uid: "other" }, 2],
    ["another part of the object", {}, { ...pod, fieldPath: "spec" }, 2],
    ["another object beside it", { related: pod }, pod, 2],
  ])("with %s, beside the first, makes so many events (C98)", async (_name, changes, object, events) => {
    await happen(1);
    await happen(1, changes, object);
    expect(server.events.length).toBe(events);
  });
});

describe("a series", () => {
  it("is refreshed every 30 minutes (F147)", async () => {
    await happen(2);
    for (let minutes = 0; minutes < 65; minutes += 5) {
      await clock.advance(5 * minute);
      await happen(1);
    }
    expect(server.log).toEqual(["create foo", "patch foo", "patch foo", "patch foo"]);
    // A refresh comes a moment before what happens at its very minute.
    expect(server.events).toMatchObject([
      { series: { count: 2 + 11, lastObservedTime: "2026-01-01T00:55:00.000000Z" } },
    ]);
  });

  it("is finished when nothing happened for 6 minutes: its last count is written, and it is forgotten (F147)", async () => {
    await happen(5);
    await clock.advance(6 * minute - 1);
    expect(server.events).toMatchObject([{ series: { count: 2 } }]);
    await clock.advance(1);
    expect(server.events).toMatchObject([{ series: { count: 5 } }]);
    expect(clock.pending).toEqual([]);
    await happen(1);
    expect(server.events).toMatchObject([{ series: { count: 5 } }, { note: "started it" }]);
  });

  it("does not begin where 6 minutes lie between two events (F147)", async () => {
    await happen(1);
    await clock.advance(6 * minute);
    expect(clock.pending).toEqual([]);
    await happen(1);
    expect(server.log).toEqual(["create foo", "create foo"]);
  });

  it("is created anew, with its count, where the event is gone (F147, C97)", async () => {
    await happen(2);
    server.expire();
    await happen(3);
    await recorder.flush();
    expect(server.log.slice(2)).toEqual(["patch foo", "create foo"]);
    expect(server.events).toMatchObject([{ note: "started it", series: { count: 5 } }]);
  });

  it("is written by one worker at a time: what happens meanwhile is not lost (C98)", async () => {
    server.before = () => clock.sleep(1000);
    await happen(4);
    expect(server.log).toEqual(["create foo"]);
    await clock.advance(1000);
    await happen(1);
    expect(server.log).toEqual(["create foo", "patch foo"]);
    await happen(1);
    await clock.advance(1000);
    expect(server.events).toMatchObject([{ series: { count: 4 } }]);
    await happen(1);
    const flushed = recorder.flush();
    await clock.advance(1000);
    expect(await flushed).toBe(true);
    expect(server.events).toMatchObject([{ series: { count: 7 } }]);
  });

  it("makes one event of two that come at once (F147)", async () => {
    recorder.event(pod, started);
    recorder.event(pod, started);
    await clock.settle();
    expect(server.events).toMatchObject([{ series: { count: 2 } }]);
  });

  it("ends early where more than 4096 others are newer, and keeps its count", async () => {
    await happen(1);
    await happen(2, {}, { ...pod, uid: "quiet" });
    await happen(1, {}, { ...pod, uid: "quiet" });
    await happen(1);
    for (let index = 0; index < 4095; index++) {
      recorder.event({ ...pod, uid: `${index}` }, started);
      if (index % 500 === 0) await clock.settle();
    }
    await recorder.flush();
    expect(server.events.find(({ regarding }) => regarding.uid === "quiet")).toMatchObject({ series: { count: 3 } });
    const before = server.requests.length;
    await happen(1, {}, { ...pod, uid: "quiet" });
    await happen(1, {}, { ...pod, uid: "4000" });
    expect(server.log.slice(before)).toEqual(["create foo", "patch foo"]);
  });
});

describe("failures", () => {
  it("drop all that the server does not know, and begin anew (F143, C96)", async () => {
    server.before = () => Promise.reject(refusal("Forbidden", 403));
    await happen(1);
    server.before = undefined;
    await happen(5);
    server.before = () => Promise.reject(refusal("Forbidden", 403));
    await recorder.flush();
    expect(dropped).toMatchObject([
      { cause: "rejected", occurrences: 1 },
      { cause: "rejected", occurrences: 3, reference: { name: "foo" }, error: { reason: "Forbidden" } },
    ]);
    expect(recorder.dropped.rejected).toBe(4);
    expect(clock.pending).toEqual([]);
    server.before = undefined;
    await happen(1);
    expect(server.events.length).toBe(2);
  });

  it("are tried again while the event goes on happening (F143)", async () => {
    server.before = () => Promise.reject(networkFailure());
    await happen(1);
    await clock.advance(50_000);
    await happen(4);
    server.before = undefined;
    await clock.advance(10_000);
    expect(server.events).toMatchObject([{ series: { count: 5 } }]);
    expect(dropped).toEqual([]);
  });

  it("hold up 8 events at most, and 1000 wait; what is counted needs no place (F147, C96)", async () => {
    server.before = () => new Promise(() => {});
    for (let index = 0; index < 8; index++) recorder.event({ ...pod, uid: `busy-${index}` }, started);
    await clock.settle();
    for (let index = 0; index < 1002; index++) recorder.event({ ...pod, uid: `${index}` }, started);
    await clock.settle();
    expect(server.requests.length).toBe(8);
    expect(dropped.map(({ cause, reference }) => [cause, reference?.uid])).toEqual([
      ["queueFull", "1000"],
      ["queueFull", "1001"],
    ]);
    recorder.event({ ...pod, uid: "0" }, started);
    expect(dropped.length).toBe(2);
  });
});

it("writes the last counts when it is disposed, and leaves no timer (F149)", async () => {
  await happen(5);
  await recorder[Symbol.asyncDispose]();
  expect(server.events).toMatchObject([{ series: { count: 5 } }]);
  expect(clock.pending).toEqual([]);
  await happen(1);
  expect(dropped).toMatchObject([{ cause: "stopped" }]);
});

it("reports what it could not write when it is disposed (F149, C96)", async () => {
  await happen(5);
  server.before = () => new Promise(() => {});
  const disposed = recorder[Symbol.asyncDispose]();
  await clock.advance(5000);
  await disposed;
  expect(dropped).toMatchObject([{ cause: "stopped", occurrences: 3 }]);
  expect(clock.pending).toEqual([]);
});
