import { toKubernetesError, type KubernetesError } from "@kubets/apimachinery";
import type { CoreEvent } from "./core-event.ts";
import type { Correlator } from "./correlator.ts";
import type { DropCause, DropReport } from "./drops.ts";
import type { EventWriter } from "./event-writer.ts";
import type { Occurrence } from "./occurrence.ts";
import type { Pipeline } from "./pipeline.ts";

/**
 * The pipeline of core/v1: combines and counts, then writes one event after the other, so that a count is never written
 * before a lower one. One that cannot be written holds up all that follow (C96).
 */
export function createCountingPipeline(options: {
  readonly correlator: Correlator;
  readonly writer: EventWriter<CoreEvent>;
  readonly drops: DropReport;
  readonly queueSize: number;
}): Pipeline {
  const { correlator, writer, drops, queueSize } = options;
  /** In their order, with flushes among them, which resolve when their turn comes. */
  const queue: (Occurrence | (() => void))[] = [];
  let waiting = 0;
  let running = false;

  const drop = (occurrence: Occurrence, cause: DropCause, error?: KubernetesError): void => {
    const { reference, type, reason, message } = occurrence;
    drops.drop({ cause, occurrences: 1, reference, type, reason, message, error });
  };

  const process = async (occurrence: Occurrence): Promise<void> => {
    const { key, event, change, spam } = correlator.correlate(occurrence);
    if (spam) return drop(occurrence, "spam");
    const { namespace } = occurrence;
    const outcome = await writer.write({ namespace, name: event.metadata.name, event, change });
    if ("dropped" in outcome) return drop(occurrence, outcome.dropped, outcome.error);
    const name = outcome.stored?.metadata?.name;
    if (name) correlator.learnName(key, name);
  };

  /** What a user's `spamKey` throws, and times that no event can carry, cost the one event only. */
  const refuse = (occurrence: Occurrence) => (error: unknown) =>
    drop(occurrence, "invalid", toKubernetesError(error, { reason: "InvalidRequest" }));

  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    // Not in the caller's own time.
    await Promise.resolve();
    for (let next = queue.shift(); next; next = queue.shift()) {
      if (typeof next === "function") next();
      else {
        waiting -= 1;
        await process(next).catch(refuse(next));
      }
    }
    running = false;
  };

  return {
    add(occurrence) {
      if (waiting >= queueSize) return drop(occurrence, "queueFull");
      waiting += 1;
      queue.push(occurrence);
      void run();
    },
    flush: () =>
      new Promise((resolve) => {
        queue.push(resolve);
        void run();
      }),
    close() {},
  };
}
