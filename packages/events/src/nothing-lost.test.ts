import { fc, test } from "@fast-check/vitest";
import { createFakeClock } from "@kubets/wait";
import { expect } from "vitest";
import type { CoreEvent } from "./core-event.ts";
import { createEventRecorder, type EventRecorderOptions } from "./create-event-recorder.ts";
import type { DroppedEvent } from "./drops.ts";
import type { EventEntry } from "./event-recorder.ts";
import type { ObjectReference } from "./object-reference.ts";
import type { SeriesEvent } from "./series-event.ts";
import { createEventServer, networkFailure, refusal, type EventServer } from "./testing/event-server.ts";

/** What may happen to a request on its way. */
const fault = fc.constantFrom("none", "none", "none", "lost", "answerLost", "refused", "slow", "expired");

const step = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      do: fc.constant("event" as const),
      object: fc.integer({ min: 0, max: 2 }),
      reason: fc.constantFrom("Started", "Failed"),
      message: fc.integer({ min: 0, max: 14 }),
      times: fc.integer({ min: 1, max: 12 }),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.oneof(fc.constant(0), fc.nat({ max: 30_000 }), fc.nat({ max: 20 * 60_000 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("flush" as const) }) },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const plan = {
  steps: fc.array(step, { maxLength: 60, size: "max" }),
  faults: fc.array(fault, { minLength: 1, maxLength: 30, size: "max" }),
  queueSize: fc.constantFrom(3, 1000),
};

/** What events of both APIs say of their object. */
interface Named {
  readonly involvedObject?: ObjectReference;
  readonly regarding?: ObjectReference;
  readonly reason?: string;
}

function inject<E extends CoreEvent | SeriesEvent>(
  server: EventServer<E>,
  faults: readonly string[],
  sleep: (ms: number) => Promise<void>,
): void {
  const next = (): string => faults[server.requests.length % faults.length] ?? "none";
  server.before = async () => {
    const what = next();
    if (what === "lost") throw networkFailure();
    if (what === "refused") throw refusal("Forbidden", 403);
    if (what === "expired") server.expire();
    if (what === "slow") await sleep(7000);
  };
  server.after = () => {
    if (next() === "answerLost") throw networkFailure();
  };
}

async function play<E extends CoreEvent | SeriesEvent>(
  { steps, faults, queueSize }: { steps: readonly Step[]; faults: readonly string[]; queueSize: number },
  create: (
    server: EventServer<E>,
    options: Omit<EventRecorderOptions, "sink" | "apiVersion">,
  ) => ReturnType<typeof createEventRecorder>,
): Promise<void> {
  const clock = createFakeClock();
  const server = createEventServer<E>();
  inject(server, faults, (ms) => clock.sleep(ms));
  const recorded = new Map<string, number>();
  const dropped = new Map<string, number>();
  const add = (counts: Map<string, number>, group: string, count: number): void =>
    void counts.set(group, (counts.get(group) ?? 0) + count);
  const onDrop = ({ reference, reason, occurrences }: DroppedEvent): void =>
    add(dropped, `${reference?.name} ${reason}`, occurrences);
  const recorder = create(server, { source: { component: "test" }, onDrop, queueSize, clock, random: () => 0.5 });

  for (const each of steps) {
    if (each.do === "wait") await clock.advance(each.ms);
    else if (each.do === "flush") void recorder.flush();
    else {
      const { object, reason, message, times } = each;
      const entry: EventEntry = { type: "Normal", reason, message: `message ${message}` };
      for (let count = 0; count < times; count++) {
        recorder.event({ apiVersion: "v1", kind: "Pod", namespace: "baz", name: `pod-${object}` }, entry);
      }
      add(recorded, `pod-${object} ${reason}`, times);
    }
  }
  const disposed = recorder[Symbol.asyncDispose]();
  await clock.advance(5000);
  await disposed;

  // What the server knew at some time; it forgets events, and counts go on all the same.
  const known = new Map<string, number>();
  const groupOf = new Map<string, string>();
  for (const { namespace, name, body } of server.requests) {
    const { involvedObject, regarding, reason } = body as Named;
    const object = involvedObject ?? regarding;
    if (object) groupOf.set(`${namespace}/${name}`, `${object.name} ${reason}`);
  }
  for (const [key, count] of server.highest) add(known, groupOf.get(key) ?? key, count);
  for (const [group, count] of recorded) {
    expect(known.get(group) ?? 0, `${group} is not counted more often than it was`).toBeLessThanOrEqual(count);
    expect((known.get(group) ?? 0) + (dropped.get(group) ?? 0), group).toBeGreaterThanOrEqual(count);
  }
  expect([...known.keys()].filter((group) => !recorded.has(group))).toEqual([]);
  const total = [...dropped.values()].reduce((sum, count) => sum + count, 0);
  expect(Object.values(recorder.dropped).reduce((sum, count) => sum + count, 0)).toBe(total);
  // Slow requests may still sleep; the recorder itself waits for nothing.
  await clock.advance(7000);
  expect(clock.pending).toEqual([]);
}

test.prop([fc.record(plan)], { numRuns: 150 })(
  "every event of core/v1 is created, counted, combined or reported as dropped, whatever goes wrong (F142–F146, C95–C97)",
  (drawn) => play<CoreEvent>(drawn, (server, options) => createEventRecorder({ ...options, sink: server.sink })),
);

test.prop([fc.record(plan)], { numRuns: 150 })(
  "every event of events.k8s.io/v1 is created, counted or reported as dropped, whatever goes wrong (F147, C96–C98)",
  (drawn) =>
    play<SeriesEvent>(drawn, (server, options) =>
      createEventRecorder({ ...options, apiVersion: "events.k8s.io/v1", sink: server.sink }),
    ),
);
