import { formatMicroTime } from "@kubets/apimachinery";
import type { Clock, Timer } from "@kubets/wait";
import type { DropReport } from "./drops.ts";
import type { EventWrite, EventWriter } from "./event-writer.ts";
import { createLruMap } from "./lru-map.ts";
import { identityOf } from "./object-reference.ts";
import type { EventSource, Occurrence } from "./occurrence.ts";
import type { Pipeline } from "./pipeline.ts";
import { seriesEventOf, type SeriesEvent } from "./series-event.ts";

/** One event and its repetitions. The server's copy is never read back: it would be older than what is counted here. */
interface Series {
  readonly key: string;
  readonly first: Occurrence;
  readonly event: SeriesEvent;
  /** What the server calls it. */
  name: string;
  count: number;
  /** Wall clock, for the server. */
  lastObservedTime: string;
  /** The clock's monotonic reading, for durations. */
  lastObservedAt: number;
  lastWrittenAt: number;
  /** The count that the server knows; 0 before the event is there. */
  written: number;
  /** The count that the server should know soon. */
  wanted: number;
  timer: Timer | undefined;
}

const workers = 8;
const refreshMs = 30 * 60_000;
const finishMs = 6 * 60_000;
const longestLru = 4096;

/**
 * The pipeline of events.k8s.io/v1: the first occurrence creates an event, the second makes it a series, further ones
 * are counted here and written every 30 minutes, and when nothing came for 6 (F147). Keeps 4096 series; the one that was
 * quiet for longest ends when another comes. A series is written by one worker at a time, eight at once.
 */
export function createSeriesPipeline(options: {
  readonly source: EventSource;
  readonly writer: EventWriter<SeriesEvent>;
  readonly drops: DropReport;
  readonly clock: Clock;
  readonly queueSize: number;
}): Pipeline {
  const { source, writer, drops, clock, queueSize } = options;
  const known = createLruMap<Series>(longestLru);
  const queue: Series[] = [];
  /** Every series that is in the queue or being written, also those that are known no more. */
  const unsettled = new Map<Series, PromiseWithResolvers<void>>();
  let busy = 0;

  /** Brings the server to the present count. */
  const save = (series: Series): void => {
    series.wanted = series.count;
    if (unsettled.has(series) || series.written >= series.wanted) return;
    unsettled.set(series, Promise.withResolvers());
    enqueue(series);
  };

  const enqueue = (series: Series): void => {
    queue.push(series);
    void work();
  };

  const work = async (): Promise<void> => {
    // Not in the caller's own time.
    await Promise.resolve();
    if (busy >= workers) return;
    const series = queue.shift();
    if (!series) return;
    busy += 1;
    await write(series);
    busy -= 1;
    void work();
  };

  const write = async (series: Series): Promise<void> => {
    const { count, name } = series;
    const { namespace } = series.first;
    const outcome = await writer.write({ namespace, name, ...stateOf(series) });
    if ("dropped" in outcome) {
      forget(series);
      const { reference, type, reason, message } = series.first;
      const occurrences = series.count - series.written;
      drops.drop({ cause: outcome.dropped, occurrences, reference, type, reason, message, error: outcome.error });
    } else {
      series.written = count;
      series.lastWrittenAt = clock.monotonicNow();
      series.name = outcome.stored?.metadata?.name ?? name;
      if (series.written < series.wanted) return enqueue(series);
    }
    unsettled.get(series)?.resolve();
    unsettled.delete(series);
  };

  const stateOf = ({
    event,
    name,
    count,
    written,
    lastObservedTime,
  }: Series): Pick<EventWrite<SeriesEvent>, "event" | "change"> => {
    if (count === 1) return { event, change: undefined };
    const series = { count, lastObservedTime };
    return {
      event: { ...event, metadata: { ...event.metadata, name }, series },
      change: written > 0 ? { series } : undefined,
    };
  };

  const begin = (key: string, occurrence: Occurrence): void => {
    if (queue.length >= queueSize) {
      const { reference, type, reason, message } = occurrence;
      return drops.drop({ cause: "queueFull", occurrences: 1, reference, type, reason, message });
    }
    const now = clock.monotonicNow();
    const event = seriesEventOf(occurrence, source);
    const series: Series = {
      key,
      first: occurrence,
      event,
      name: occurrence.name,
      count: 1,
      lastObservedTime: event.eventTime,
      lastObservedAt: now,
      lastWrittenAt: now,
      written: 0,
      wanted: 0,
      timer: undefined,
    };
    const quietest = known.set(key, series);
    if (quietest) finish(quietest);
    save(series);
    watchOver(series);
  };

  /** Refreshes and finishes the series when it is time; there is a timer only while there is a series. */
  const watchOver = (series: Series): void => {
    const now = clock.monotonicNow();
    const finishIn = series.lastObservedAt + finishMs - now;
    const refreshIn = series.lastWrittenAt + refreshMs - now;
    if (finishIn <= 0) return finish(series);
    if (refreshIn <= 0) save(series);
    series.timer = clock.setTimer(refreshIn > 0 ? Math.min(finishIn, refreshIn) : finishIn, () => watchOver(series));
  };

  const finish = (series: Series): void => {
    forget(series);
    save(series);
  };

  const forget = (series: Series): void => {
    series.timer?.[Symbol.dispose]();
    if (known.get(series.key) === series) known.delete(series.key);
  };

  return {
    add(occurrence) {
      const key = keyOf(occurrence);
      const series = known.get(key);
      if (!series) return begin(key, occurrence);
      series.lastObservedTime = formatMicroTime(occurrence.atMs);
      series.count += 1;
      series.lastObservedAt = clock.monotonicNow();
      if (series.count === 2) save(series);
    },
    async flush() {
      for (const series of known.values()) save(series);
      await Promise.all([...unsettled.values()].map(({ promise }) => promise));
    },
    close() {
      for (const series of known.values()) forget(series);
    },
  };
}

/** What makes two occurrences one series; the note does not matter (C98). */
function keyOf({ reference, related, type, reason, action }: Occurrence): string {
  const regarding = [...identityOf(reference), reference.fieldPath];
  return JSON.stringify([...regarding, related && [...identityOf(related), related.fieldPath], type, action, reason]);
}
