import { realClock, type Clock } from "@kubets/wait";
import { createDropReport } from "./drops.ts";
import { createEventNames } from "./event-name.ts";
import { createRecorder, type EventRecorder } from "./event-recorder.ts";
import type { Occurrence } from "./occurrence.ts";

/** What a {@link FakeEventRecorder} was told. */
export type RecordedEvent = Pick<
  Occurrence,
  "reference" | "related" | "namespace" | "type" | "reason" | "message" | "action" | "annotations"
>;

/** A recorder for tests, which keeps everything and writes nothing. */
export interface FakeEventRecorder extends EventRecorder {
  /** In the order in which they were recorded, neither counted nor combined. */
  readonly events: readonly RecordedEvent[];
  /** The same as text, such as `Normal Created created Deployment blog`. */
  readonly lines: readonly string[];
}

/** Creates a {@link FakeEventRecorder}. What a real one drops as `invalid` or `stopped`, it drops too (F149). */
export function createFakeEventRecorder({ clock = realClock }: { clock?: Clock | undefined } = {}): FakeEventRecorder {
  const events: RecordedEvent[] = [];
  const lines: string[] = [];
  const recorder = createRecorder({
    pipeline: {
      add({ reference, related, namespace, type, reason, message, action, annotations }) {
        events.push({ reference, related, namespace, type, reason, message, action, annotations });
        lines.push(`${type} ${reason} ${message}`);
      },
      flush: () => Promise.resolve(),
      close() {},
    },
    writer: undefined,
    drops: createDropReport({ logger: undefined, onDrop: undefined }),
    names: createEventNames({ clock, random: () => 0 }),
    logger: undefined,
    clock,
    disposeTimeoutMs: 0,
  });
  return Object.assign(recorder, { events, lines });
}
