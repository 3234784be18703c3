import type { Clock } from "@kubets/wait";
import { createLruMap } from "./lru-map.ts";
import { identityOf } from "./object-reference.ts";
import type { Occurrence } from "./occurrence.ts";

/** From how many messages on events are combined, and how long a message is remembered. */
export interface AggregationOptions {
  /** Events that differ in their message only are combined from so many different messages on. Default 10. */
  readonly similarMessages?: number | undefined;
  /** The messages are forgotten when nothing similar happened for so long. Default 600 000. */
  readonly similarWindowMs?: number | undefined;
}

/** Decides which events are too much alike to be kept apart (F144). */
export interface EventAggregator {
  /** The key of the combined event this occurrence belongs to; undefined where it stands for itself. */
  groupOf(occurrence: Occurrence): string | undefined;
}

const longestLru = 4096;

/** What the message of a combined event begins with. */
export const combinedPrefix = "(combined from similar events): ";

/** Creates an {@link EventAggregator}, which keeps 4096 groups. */
export function createEventAggregator({
  clock,
  similarMessages = 10,
  similarWindowMs = 600_000,
}: AggregationOptions & { readonly clock: Clock }): EventAggregator {
  const groups = createLruMap<{ messages: Set<string>; lastAt: number }>(longestLru);
  return {
    groupOf({ reference, type, reason, action, message }) {
      const key = JSON.stringify([...identityOf(reference), type, reason, action]);
      const now = clock.monotonicNow();
      let group = groups.get(key);
      if (!group || now - group.lastAt > similarWindowMs) group = { messages: new Set(), lastAt: now };
      group.lastAt = now;
      groups.set(key, group);
      // The messages that came first keep events of their own; so the set never holds more than one less than the limit.
      if (group.messages.has(message)) return undefined;
      if (group.messages.size + 1 >= similarMessages) return key;
      group.messages.add(message);
      return undefined;
    },
  };
}
