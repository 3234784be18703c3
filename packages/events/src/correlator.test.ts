import { createFakeClock, type FakeClock } from "@kubets/wait";
import { beforeEach, describe, expect, it } from "vitest";
import { createCorrelator, type Correlated, type CorrelationOptions } from "./correlator.ts";
import type { Occurrence } from "./occurrence.ts";

let clock: FakeClock;
let numbers: number;

beforeEach(() => {
  clock = createFakeClock({ now: Date.UTC(2026, 0, 1) });
  numbers = 0;
});

const reference = { apiVersion: "v1", kind: "Pod", namespace: "my-ns", name: "my-pod", uid: "1" };
const source = { component: "test" };

function occurrence(changes: Partial<Occurrence> = {}): Occurrence {
  numbers += 1;
  return {
    reference,
    related: undefined,
    namespace: "my-ns",
    name: `event-${numbers}`,
    type: "Normal",
    reason: "similar",
    message: "me again",
    action: undefined,
    annotations: undefined,
    atMs: clock.now(),
    ...changes,
  };
}

/** Lets everything happen, each so many seconds after the one before, and returns what came of the last. */
async function play(
  occurrences: readonly Partial<Occurrence>[],
  intervalSeconds: number,
  options: CorrelationOptions = {},
): Promise<Correlated> {
  const correlator = createCorrelator({ ...options, source, clock });
  let last: Correlated | undefined;
  for (const each of occurrences) {
    await clock.advance(intervalSeconds * 1000);
    last = correlator.correlate(occurrence(each));
  }
  if (!last) throw new Error("nothing happened");
  return last;
}

const times = (count: number, changes: Partial<Occurrence> = {}): Partial<Occurrence>[] =>
  Array.from({ length: count }, () => changes);
const different = (count: number, changes: Partial<Occurrence> = {}): Partial<Occurrence>[] =>
  Array.from({ length: count }, (_, index) => ({ ...changes, message: `${index}-me again` }));

describe("counting", () => {
  it("creates an event of a single occurrence (F145)", async () => {
    const { event, change, spam } = await play(times(1), 5);
    expect(event).toMatchObject({ message: "me again", count: 1, metadata: { name: "event-1" } });
    expect(event.firstTimestamp).toBe(event.lastTimestamp);
    expect([change, spam]).toEqual([undefined, false]);
  });

  it("changes count, lastTimestamp and message of an event that happens again, and nothing else (F145, C97)", async () => {
    const { event, change } = await play(times(2), 5);
    expect(change).toEqual({ count: 2, lastTimestamp: "2026-01-01T00:00:10Z", message: "me again" });
    expect(event).toMatchObject({ ...change, metadata: { name: "event-1" }, firstTimestamp: "2026-01-01T00:00:05Z" });
  });

  it("counts the same event as often as it happens, however often that is (F145)", async () => {
    const { event } = await play(times(11), 30);
    expect(event).toMatchObject({ message: "me again", count: 11 });
  });

  it.each<[string, Partial<Occurrence>]>([
    ["another type", { type: "Warning" }],
    ["another reason", { reason: "other" }],
    ["another message", { message: "somebody else" }],
    ["another action", { action: "Try" }],
    ["another object of the same name", { reference: { ...reference, uid: "2" } }],
    ["another part of the object", { reference: { ...reference, fieldPath: "spec.containers{web}" } }],
    ["another object beside it", { related: { ...reference, kind: "Node" } }],
  ])("counts %s for itself (F145)", async (_name, changes) => {
    const { event, change } = await play([{}, changes], 5);
    expect([event.count, change]).toEqual([1, undefined]);
  });

  it("counts an object as the same after it has changed (F145)", async () => {
    const { event } = await play(
      ["1", "2", "3"].map((resourceVersion) => ({ reference: { ...reference, resourceVersion } })),
      5,
    );
    expect(event.count).toBe(3);
  });

  it("keeps keys apart that read alike (F145)", async () => {
    const { event } = await play(
      [
        { reason: "ab", message: "c" },
        { reason: "a", message: "bc" },
      ],
      5,
    );
    expect(event.count).toBe(1);
  });

  it("changes the event by the name that the server gave it (C95)", () => {
    const correlator = createCorrelator({ source, clock });
    correlator.learnName(correlator.correlate(occurrence()).key, "given");
    expect(correlator.correlate(occurrence()).event.metadata.name).toBe("given");
  });
});

describe("aggregation", () => {
  it("combines from the tenth different message on (F144)", async () => {
    expect((await play(different(9), 5)).event).toMatchObject({ message: "8-me again", count: 1 });
    const { event, change } = await play(different(10, { annotations: { a: "b" } }), 5);
    expect(event).toMatchObject({ message: "(combined from similar events): 9-me again", count: 1 });
    expect(event.metadata.annotations).toBeUndefined();
    expect(change).toBeUndefined();
  });

  it("counts what is combined, and lets the newest speak (F144, F145)", async () => {
    const { event, change } = await play(different(12), 5);
    expect(change).toMatchObject({ message: "(combined from similar events): 11-me again", count: 3 });
    expect(event.metadata.name).toBe("event-10");
    expect(event.firstTimestamp).toBe("2026-01-01T00:00:50Z");
  });

  it("goes on counting the messages that came first for themselves (F144)", async () => {
    const { event } = await play([...different(12), { message: "0-me again" }], 5);
    expect(event).toMatchObject({ message: "0-me again", count: 2 });
  });

  it("does not combine what differs in more than the message (F144)", async () => {
    const pods = Array.from({ length: 30 }, (_, index) => ({ reference: { ...reference, uid: `${index}` } }));
    expect((await play(pods, 5)).event).toMatchObject({ message: "me again", count: 1 });
    const reasons = Array.from({ length: 20 }, (_, index) => ({ reason: `r${index}`, message: `m${index}` }));
    expect((await play(reasons, 5)).event).toMatchObject({ message: "m19", count: 1 });
  });

  it("combines across the parts of one object (F144)", async () => {
    const parts = different(10).map((each, index) => ({
      ...each,
      reference: { ...reference, fieldPath: `spec.containers{c${index}}` },
    }));
    expect((await play(parts, 5)).event.message).toContain("combined");
  });

  it("forgets messages when nothing similar happened for more than 600 seconds (F144)", async () => {
    expect((await play(different(10), 600)).event.message).toContain("combined");
    expect((await play(different(10), 600.001)).event).toMatchObject({ message: "9-me again", count: 1 });
  });

  it("combines from another number on, and for another time, if asked to (F144)", async () => {
    const options = { similarMessages: 3, similarWindowMs: 1000 };
    expect((await play(different(3), 1, options)).event.message).toContain("combined");
    expect((await play(different(3), 1.1, options)).event.message).not.toContain("combined");
  });
});

describe("the spam filter", () => {
  it("lets 25 events about an object through at once, and then one in 300 seconds (F146)", () => {
    const correlator = createCorrelator({ source, clock });
    const spam = (count: number): boolean[] => times(count).map(() => correlator.correlate(occurrence()).spam);
    expect(spam(27)).toEqual([...Array<boolean>(25).fill(false), true, true]);
    return clock
      .advance(299_999)
      .then(() => expect(spam(1)).toEqual([true]))
      .then(() => clock.advance(1))
      .then(() => expect(spam(2)).toEqual([false, true]));
  });

  it("holds back what is combined, too (F146, C95)", async () => {
    const { event, spam } = await play(different(26), 1);
    expect([event.message, spam]).toEqual(["(combined from similar events): 25-me again", true]);
  });

  it("counts what it does not let through, so that the next write is right (C95)", async () => {
    const correlator = createCorrelator({ source, clock });
    for (let count = 1; count <= 30; count++) correlator.correlate(occurrence());
    await clock.advance(300_000);
    expect(correlator.correlate(occurrence())).toMatchObject({ spam: false, change: { count: 31 } });
  });

  it.each<[string, Partial<Occurrence>, boolean]>([
    ["another reason", { reason: "other" }, true],
    ["another message", { message: "other" }, true],
    ["another part", { reference: { ...reference, fieldPath: "spec" } }, true],
    ["another type", { type: "Warning" }, false],
    ["another object", { reference: { ...reference, name: "other" } }, false],
    ["another object of that name", { reference: { ...reference, uid: "2" } }, false],
  ])("judges by object and type: %s (F146)", async (_name, changes, expected) => {
    expect((await play([{}, changes], 1, { burst: 1 })).spam).toBe(expected);
  });

  it.each<[string, Partial<Occurrence>, boolean]>([
    ["another reason", { reason: "other" }, false],
    ["another message", { message: "other" }, true],
  ])("judges by another key if asked to: %s (F146)", async (_name, changes, expected) => {
    const spamKey: NonNullable<CorrelationOptions["spamKey"]> = ({ involvedObject, reason }) =>
      `${involvedObject.uid} ${reason}`;
    expect((await play([{}, changes], 1, { burst: 1, spamKey })).spam).toBe(expected);
  });

  it("remembers 4096 objects, those of late (F146)", () => {
    const correlator = createCorrelator({ source, clock, burst: 1 });
    const spam = (uid: number): boolean =>
      correlator.correlate(occurrence({ reference: { ...reference, uid: `${uid}` } })).spam;
    for (let uid = 0; uid < 4096; uid++) expect(spam(uid)).toBe(false);
    expect(spam(0)).toBe(true);
    expect(spam(4096)).toBe(false);
    expect(spam(0)).toBe(true);
    expect(spam(1)).toBe(false);
  });
});
