import {
  isTooManyRequests,
  type KubernetesError,
  type KubernetesObject,
  type WatchOptions,
} from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";
import { differenceOf } from "./consistency-check.ts";
import { every } from "./every.ts";
import { readInitialState } from "./initial-state.ts";
import type { CompleteList } from "./list-pages.ts";
import type { Logger } from "./logger.ts";
import { isUnreachable, isVersionUnavailable, shortestWatchMs, veryShortWatch } from "./read-failures.ts";
import type { WatchStream } from "./watch-stream.ts";

/** Reads the whole state by a watch, which then goes on; made by {@link createWatchList}. */
export interface WatchList {
  /** The watch whose state was taken; undefined where a list must do (C14). */
  read<T extends KubernetesObject>(reading: WatchListReading<T>): Promise<WatchStream<T> | undefined>;
}

/** What a {@link WatchList} needs of the informer that reads by it. */
export interface WatchListReading<T> {
  readonly name: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Opens a watch of what is not older than the state that is known. */
  open(options: WatchOptions): WatchStream<T>;
  /** Asks for the server's newest state from now on; false where that is asked for already. */
  askForNewest(): boolean;
  /** Lists the state at exactly this version. */
  listExactly(resourceVersion: string): Promise<CompleteList<T>>;
  /** Takes the whole state. */
  take(items: readonly T[], resourceVersion: string): void;
  backOff(cause: unknown): Promise<void>;
  onWatchError(error: KubernetesError): void;
}

/** Options of {@link createWatchList}. */
export interface WatchListOptions {
  /** Compares what a watch brought with a list of the same version; on a difference it lists (F123). Default false. */
  readonly checkConsistency?: boolean | undefined;
}

const warningMs = 10_000;

/**
 * Lets an informer fetch the state by a watch (WatchList), and by a list in the same cycle where the server cannot
 * (C12–C14). One serves any number of informers.
 */
export function createWatchList({ checkConsistency = false }: WatchListOptions = {}): WatchList {
  return { read: (reading) => read(reading, checkConsistency) };
}

async function read<T extends KubernetesObject>(
  reading: WatchListReading<T>,
  checkConsistency: boolean,
): Promise<WatchStream<T> | undefined> {
  const { name, logger, clock, signal } = reading;
  let incomplete = 0;
  for (;;) {
    let stream: WatchStream<T> | undefined;
    let failure: unknown;
    const warning = every(clock, warningMs, () =>
      logger.warn(`${name}: the initial events of the watch have not ended yet`),
    );
    try {
      stream = reading.open({ sendInitialEvents: true, resourceVersionMatch: "NotOlderThan" });
      const { items, resourceVersion, events } = await readInitialState(stream);
      if (items) {
        if (checkConsistency) await refuseDifference(reading, items, resourceVersion);
        reading.take(items, resourceVersion);
        return stream;
      }
      failure = events === 0 && stream.ageMs < shortestWatchMs ? veryShortWatch(name) : undefined;
    } catch (error) {
      failure = error;
    } finally {
      warning[Symbol.dispose]();
    }
    stream?.close();
    signal.throwIfAborted();

    if (failure === undefined) {
      // Ended early: again at once, but a server that always does it must not be asked without a pause.
      if (incomplete++ > 0) await reading.backOff(veryShortWatch(name));
    } else if (isUnreachable(failure) || isTooManyRequests(failure)) {
      await reading.backOff(failure);
    } else if (!isVersionUnavailable(failure) || !reading.askForNewest()) {
      logger.debug(`${name}: no initial state by a watch, so by a list`, { error: failure });
      return undefined;
    }
  }
}

/** Throws where a list of exactly this version says something else; a list that fails says nothing (F123). */
async function refuseDifference<T extends KubernetesObject>(
  reading: WatchListReading<T>,
  items: readonly T[],
  resourceVersion: string,
): Promise<void> {
  const listed = await reading.listExactly(resourceVersion).catch(() => undefined);
  const error = listed && differenceOf(items, listed.items);
  if (!error) return;
  reading.logger.error(`${reading.name}: the initial events of a watch were wrong`, { error });
  reading.onWatchError(error);
  throw error;
}
