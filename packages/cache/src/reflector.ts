import {
  isAborted,
  isInternalError,
  isTooManyRequests,
  toKubernetesError,
  type KubernetesError,
  type KubernetesObject,
  type ListOptions,
  type Recognizer,
  type WatchEvent,
  type WatchOptions,
} from "@kubets/apimachinery";
import { createBackoffManager, type Clock } from "@kubets/wait";
import { every } from "./every.ts";
import type { StatusTracker } from "./informer-status.ts";
import { listPages, type CompleteList } from "./list-pages.ts";
import type { ListerWatcher } from "./lister-watcher.ts";
import type { Logger } from "./logger.ts";
import type { ObjectMemory } from "./object-memory.ts";
import { isOlder } from "./resource-version.ts";
import { isUnreachable, isVersionUnavailable, shortestWatchMs, veryShortWatch } from "./read-failures.ts";
import type { WatchList } from "./watch-list.ts";
import { openWatchStream, type WatchStream } from "./watch-stream.ts";

/** Where the reflector puts what it reads; all synchronous. After each write the status is set, and then all are told. */
export interface ReflectorSink<T> {
  /** The whole state. What it throws fails the list. */
  replace(items: readonly T[]): void;
  /** Changes, in order; bookmarks are among them. */
  apply(events: readonly WatchEvent<T>[]): void;
  /** Lets everyone hear of the write before. */
  tell(): void;
  /** Called every `resyncPeriodMs` while a watch follows the state. */
  resync(): void;
}

export interface ReflectorOptions<T> {
  /** What is reflected, for messages. */
  readonly name: string;
  readonly listerWatcher: ListerWatcher<T>;
  readonly sink: ReflectorSink<T>;
  /** Knows again what the sink has already. */
  readonly memory?: ObjectMemory | undefined;
  readonly status: StatusTracker;
  readonly clock: Clock;
  readonly random: () => number;
  readonly logger: Logger;
  /** Sent with each list and watch. */
  readonly selectors: Pick<ListOptions, "labelSelector" | "fieldSelector">;
  /** Asks for pages of this size always, in place of by resource version (C02). */
  readonly pageSize?: number | undefined;
  /** Reads the state by a watch where the server can (C12). */
  readonly watchList?: WatchList | undefined;
  /** 0 is never. */
  readonly resyncPeriodMs: number;
  /** Watches are asked for at least this long; at least five minutes (F095). */
  readonly minWatchTimeoutMs: number;
  /** For so long a watch is opened again in place of a list after internal errors of the server; 0 is never (C09). */
  readonly internalErrorRetryMs: number;
  /** The version at which the sink stands already; empty where it is to be listed first. */
  readonly resumeFrom: string;
  /** Hears of every failure, retried or not (F099). */
  readonly onWatchError: (error: KubernetesError) => void;
}

const defaultPageSize = 500;
const shortestTimeoutSeconds = 300;
/** Beyond its timeoutSeconds, when the server should have ended a watch, it may be silent for so much longer. */
const silenceMarginMs = 30_000;
/** Internal errors further apart are taken for two mishaps, not one that lasts (C09). */
const internalErrorsApartMs = 60_000;

/**
 * Keeps the sink equal to the server's state until the signal fires or the client is closed: lists, watches from the
 * list's version, watches again where a watch ends, lists again where that does not do. Resolves when it has ended, and
 * never rejects.
 */
export async function runReflector<T extends KubernetesObject>(
  options: ReflectorOptions<T>,
  signal: AbortSignal,
): Promise<void> {
  const { name, listerWatcher, sink, memory, status, clock, random, logger, selectors, pageSize } = options;
  const backoff = createBackoffManager({
    initialMs: 800,
    factor: 2,
    maxMs: 30_000,
    jitter: 1,
    resetMs: 120_000,
    clock,
    random,
  });
  /** How far the sink follows the server; the next list may not be older (C01). */
  let resourceVersion = options.resumeFrom;
  let resuming = resourceVersion !== "";
  /** A list said that this version is gone or not yet there: ask for the newest instead (C01). */
  let versionUnavailable = false;
  /** The server pages where a watch cache would not (C02). */
  let serverPages = false;

  while (!signal.aborted) {
    let resync: Disposable | undefined;
    try {
      const stream = resuming ? undefined : await synchronize();
      if (options.resyncPeriodMs > 0) resync = every(clock, options.resyncPeriodMs, () => sink.resync());
      await follow(stream);
    } catch (error) {
      resync?.[Symbol.dispose]();
      if (isAborted(error) && !signal.aborted) {
        // Not by this signal: the client itself is closed, and nobody will ever answer again.
        status.update({ error });
        options.onWatchError(error);
        return;
      }
      // Every end of a cycle is paid for, also one by an expired version (C10); but not a resumption that came too late.
      const tooLate = resuming && isVersionUnavailable(error);
      resuming = false;
      if (!tooLate) await backOff(error).catch(() => {});
    }
  }

  /** Gets the whole state; by WatchList, the watch that brought it goes on (C13). */
  async function synchronize(): Promise<WatchStream<T> | undefined> {
    status.update({ phase: "listing" });
    const { watchList } = options;
    const stream = watchList && listerWatcher.sendsInitialEvents !== false ? await readByWatch(watchList) : undefined;
    if (!stream) await list();
    return stream;
  }

  function take(items: readonly T[], version: string): void {
    signal.throwIfAborted();
    sink.replace(items);
    versionUnavailable = false;
    resourceVersion = version;
    const { synced, relists } = status.snapshot();
    const now = { error: undefined, resourceVersion, resourceVersionAt: clock.now() };
    status.update({ ...now, synced: true, relists: synced ? relists + 1 : relists });
    sink.tell();
  }

  async function list(): Promise<void> {
    const version = versionUnavailable ? "" : resourceVersion || "0";
    let complete: CompleteList<T>;
    try {
      complete = await listAt(version);
    } catch (error) {
      if (!isVersionUnavailable(error)) throw error;
      // At once, and from the server's newest state (C04).
      versionUnavailable = true;
      complete = await listAt("");
    }
    if (version === "0" && complete.paged) serverPages = true;
    take(complete.items, complete.resourceVersion);
  }

  function listAt(version: string): Promise<CompleteList<T>> {
    // Of a server with a watch cache, any other version is best asked for in one piece: pages would go past the cache (C02).
    const limit = pageSize ?? (version === "" || version === "0" || serverPages ? defaultPageSize : undefined);
    const asked = { ...selectors, ...at(version), ...(limit ? { limit } : {}), recognize: memory?.items };
    return listPages(listerWatcher, asked, signal);
  }

  /** The whole state and the watch that brought it; undefined where a list must do (C14). */
  function readByWatch(watchList: WatchList): Promise<WatchStream<T> | undefined> {
    return watchList.read<T>({
      name,
      logger,
      clock,
      signal,
      open: (initial) => {
        const version = versionUnavailable ? "" : resourceVersion;
        return openWatch({ ...at(version), ...initial }, memory?.initialEvents);
      },
      askForNewest() {
        const news = !versionUnavailable;
        versionUnavailable = true;
        return news;
      },
      listExactly(version) {
        const exactly = { ...selectors, resourceVersion: version, resourceVersionMatch: "Exact" as const };
        return listPages(listerWatcher, exactly, signal);
      },
      take,
      backOff,
      onWatchError: options.onWatchError,
    });
  }

  /** Watches from where the sink stands, again and again, until only a list can help: then it throws why. */
  async function follow(given: WatchStream<T> | undefined): Promise<never> {
    let stalled = false;
    const internalErrors = createInternalErrorBudget();
    for (let stream = given; ; stream = undefined) {
      const from = resourceVersion;
      status.update({ phase: stalled ? "stalled" : "watching", retryAt: undefined });
      let failure: unknown;
      try {
        stream ??= openWatch(at(from), memory?.events);
        await receiveAll(stream, from);
      } catch (error) {
        failure = error;
      }
      stream?.close();
      signal.throwIfAborted();

      stalled = stream?.stalled ?? false;
      const moved = resourceVersion !== from;
      if (stalled) logger.warn(`${name}: the watch brought nothing in its time; opening another`);
      else if (failure === undefined || (moved && isUnreachable(failure))) {
        // Ended by the server, or cut off on the way: nothing is lost, so again at once and without a list (C08).
        if (!moved && (stream?.ageMs ?? 0) < shortestWatchMs) throw veryShortWatch(name);
        status.update({ error: undefined });
      } else if (
        isUnreachable(failure) ||
        isTooManyRequests(failure) ||
        (isInternalError(failure) && internalErrors.mayRetry())
      ) {
        // The version is as good as it was; the server is to be spared a list (C09).
        await backOff(failure);
      } else throw failure;
      status.update({ reconnects: status.snapshot().reconnects + 1 });
    }
  }

  async function receiveAll(stream: WatchStream<T>, from: string): Promise<void> {
    // Such a watch begins with the whole state in no order: none of it says how far one has come (C07).
    let unordered = from === "" || from === "0";
    for (let events = await stream.next(); events; events = await stream.next()) {
      signal.throwIfAborted();
      resuming = false;
      sink.apply(events);
      let bookmarks = 0;
      for (const { type, object } of events) {
        if (type === "BOOKMARK") bookmarks++;
        if (type !== "ADDED") unordered = false;
        const version = object.metadata?.resourceVersion;
        // Also past an event that the sink could not take; but not back, where a server repeats itself.
        if (!unordered && version && !isOlder(version, resourceVersion)) resourceVersion = version;
      }
      const now = clock.now();
      const changes = events.length - bookmarks;
      status.update({
        phase: "watching",
        error: undefined,
        resourceVersion,
        events: status.snapshot().events + changes,
        ...(!unordered && { resourceVersionAt: now }),
        ...(changes > 0 && { lastEventAt: now }),
        ...(bookmarks > 0 && { lastBookmarkAt: now }),
      });
      sink.tell();
    }
  }

  /** Says how long internal errors are borne with (C09). */
  function createInternalErrorBudget(): { mayRetry(): boolean } {
    let firstAt = -Infinity;
    let lastAt = -Infinity;
    return {
      mayRetry() {
        const now = clock.monotonicNow();
        if (now - lastAt >= internalErrorsApartMs) firstAt = now;
        lastAt = now;
        return options.internalErrorRetryMs > 0 && now - firstAt <= options.internalErrorRetryMs;
      },
    };
  }

  function openWatch(watchOptions: WatchOptions, recognize: Recognizer | undefined): WatchStream<T> {
    // At random, so that many watches opened together do not end together (C11, F095).
    const shortestSeconds = Math.max(shortestTimeoutSeconds, options.minWatchTimeoutMs / 1000);
    const timeoutSeconds = Math.floor(shortestSeconds * (1 + random()));
    return openWatchStream(
      listerWatcher,
      { ...selectors, ...watchOptions, allowWatchBookmarks: true, timeoutSeconds, recognize },
      { clock, signal, longestSilenceMs: timeoutSeconds * 1000 + silenceMarginMs },
    );
  }

  /** Tells of a failure and waits; no longer than the server asks for, where it asks for longer. */
  async function backOff(cause: unknown): Promise<void> {
    signal.throwIfAborted();
    const error = toKubernetesError(cause, { reason: "Unknown" });
    const delayMs = Math.max(backoff.next(), (error.retryAfterSeconds ?? 0) * 1000);
    status.update({ phase: "backingOff", error, retryAt: clock.now() + delayMs });
    options.onWatchError(error);
    await clock.sleep(delayMs, { signal });
    status.update({ retryAt: undefined });
  }
}

/** Sent exactly as given: an empty version is none. */
function at(resourceVersion: string): { resourceVersion?: string } {
  return resourceVersion ? { resourceVersion } : {};
}
