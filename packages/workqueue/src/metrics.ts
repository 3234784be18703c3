import type { Clock, Timer } from "@kubets/wait";

/**
 * Where a queue's numbers go: one meter each, made once for the queue's name. The shapes are those of common metrics
 * libraries, whose labelled gauges, counters and histograms fit as they are. All durations are in seconds (F130).
 */
export interface WorkQueueMetricsProvider {
  /** Items that wait to be taken. */
  depth(name: string): { inc(): void; dec(): void };
  /** Items added; adding one that waits already does not count. */
  adds(name: string): { inc(): void };
  /** From being added to being taken. */
  queueLatency(name: string): { observe(seconds: number): void };
  /** From being taken to being done. */
  workDuration(name: string): { observe(seconds: number): void };
  /** How long all items that are being processed have been so, added up: grows where work is stuck. */
  unfinishedWork(name: string): { set(seconds: number): void };
  /** How long the oldest of them has been. */
  longestRunning(name: string): { set(seconds: number): void };
  /** Calls of `addAfter` and `addRateLimited`. */
  retries(name: string): { inc(): void };
}

/** What a queue tells its metrics. */
export interface QueueMetrics<K> {
  added(item: K): void;
  taken(item: K): void;
  done(item: K): void;
  retried(): void;
  stop(): void;
}

/** How often the numbers of unfinished work are brought up to date. */
const updatePeriodMs = 500;

/** The metrics of a queue; none without a name or a provider (F130). */
export function queueMetrics<K>(
  name: string | undefined,
  provider: WorkQueueMetricsProvider | undefined,
  clock: Clock,
): QueueMetrics<K> | undefined {
  if (!name || provider === undefined) return undefined;
  const depth = provider.depth(name);
  const adds = provider.adds(name);
  const queueLatency = provider.queueLatency(name);
  const workDuration = provider.workDuration(name);
  const unfinishedWork = provider.unfinishedWork(name);
  const longestRunning = provider.longestRunning(name);
  const retries = provider.retries(name);

  const addedAt = new Map<K, number>();
  const takenAt = new Map<K, number>();
  const secondsSince = (start: number): number => (clock.monotonicNow() - start) / 1000;
  const observe = (starts: Map<K, number>, item: K, meter: { observe(seconds: number): void }): void => {
    const start = starts.get(item);
    if (start !== undefined) meter.observe(secondsSince(start));
    starts.delete(item);
  };
  let timer: Timer | undefined;

  /** Runs while something is processed and once after, so that an idle queue keeps no process alive. */
  const update = (): void => {
    const ages = [...takenAt.values()].map(secondsSince);
    unfinishedWork.set(ages.reduce((sum, age) => sum + age, 0));
    // In the order in which they were taken: the first is the oldest.
    longestRunning.set(ages[0] ?? 0);
    timer = ages.length > 0 ? clock.setTimer(updatePeriodMs, update) : undefined;
  };

  return {
    added(item) {
      adds.inc();
      depth.inc();
      addedAt.set(item, clock.monotonicNow());
    },
    taken(item) {
      depth.dec();
      observe(addedAt, item, queueLatency);
      takenAt.set(item, clock.monotonicNow());
      timer ??= clock.setTimer(updatePeriodMs, update);
    },
    done(item) {
      observe(takenAt, item, workDuration);
    },
    retried: () => retries.inc(),
    stop() {
      timer?.[Symbol.dispose]();
      timer = undefined;
    },
  };
}
