import type { Clock } from "@kubets/wait";
import { coreEventOf, type CoreEvent } from "./core-event.ts";
import { combinedPrefix, createEventAggregator, type AggregationOptions } from "./event-aggregator.ts";
import { createLruMap } from "./lru-map.ts";
import { identityOf } from "./object-reference.ts";
import type { EventSource, Occurrence } from "./occurrence.ts";
import { createSpamFilter, type SpamFilterOptions } from "./spam-filter.ts";

/** When events of core/v1 are combined, and when they are too many. */
export interface CorrelationOptions extends AggregationOptions, SpamFilterOptions {}

/** What is to be done about an occurrence. */
export interface Correlated {
  /** Under which the correlator counts the event. */
  readonly key: string;
  /** The whole event with the running count, as it would be created. */
  readonly event: CoreEvent;
  /** What has changed since the event was last written; undefined where it is new. */
  readonly change: Pick<CoreEvent, "count" | "lastTimestamp" | "message"> | undefined;
  /** Counted, but not to be written. */
  readonly spam: boolean;
}

/** Makes few events of many occurrences: combines, counts, and then filters, so that counts are right (C95). */
export interface Correlator {
  correlate(occurrence: Occurrence): Correlated;
  /** What the server calls the event: later occurrences change that one (C95). */
  learnName(key: string, name: string): void;
}

interface Counted {
  name: string;
  readonly firstTimestamp: string;
  count: number;
}

const longestLru = 4096;

/** Creates a {@link Correlator}, which keeps count of 4096 events. */
export function createCorrelator(
  options: CorrelationOptions & { readonly source: EventSource; readonly clock: Clock },
): Correlator {
  const aggregator = createEventAggregator(options);
  const filter = createSpamFilter(options);
  const counts = createLruMap<Counted>(longestLru);

  return {
    correlate(occurrence) {
      const group = aggregator.groupOf(occurrence);
      const key = group ?? keyOf(occurrence);
      let event = coreEventOf(group === undefined ? occurrence : combined(occurrence), options.source);
      let change: Correlated["change"];
      const counted = counts.get(key);
      if (counted) {
        counted.count += 1;
        change = { count: counted.count, lastTimestamp: event.lastTimestamp, message: event.message };
        event = {
          ...event,
          ...change,
          metadata: { ...event.metadata, name: counted.name },
          firstTimestamp: counted.firstTimestamp,
        };
      } else {
        counts.set(key, { name: occurrence.name, firstTimestamp: event.firstTimestamp, count: 1 });
      }
      return { key, event, change, spam: !filter.accept(event) };
    },
    learnName(key, name) {
      const counted = counts.get(key);
      if (counted) counted.name = name;
    },
  };
}

/** What makes two occurrences the same event (F145). */
function keyOf({ reference, related, type, reason, action, message }: Occurrence): string {
  const about = [...identityOf(reference), reference.fieldPath];
  const alsoAbout = related && [...identityOf(related), related.fieldPath];
  return JSON.stringify([...about, alsoAbout, type, reason, action, message]);
}

/** The newest of many similar occurrences speaks for all of them; what annotates it alone does not. */
function combined(occurrence: Occurrence): Occurrence {
  return { ...occurrence, message: `${combinedPrefix}${occurrence.message}`, annotations: undefined };
}
