import { isExpired, type KubernetesError } from "@kubets/apimachinery";
import type { Logger } from "./logger.ts";

/**
 * What an informer is doing.
 *
 * - `idle`: it has not been started
 * - `listing`: it fetches the whole state
 * - `watching`: a watch is open, or being opened
 * - `stalled`: a watch stayed silent beyond its time and was ended; the next one is being opened and has brought nothing yet
 * - `backingOff`: it waits until `retryAt`, after `error`
 * - `stopped`: it has ended, for good
 */
export type InformerPhase = "idle" | "listing" | "watching" | "stalled" | "backingOff" | "stopped";

/**
 * An informer's state at one moment; a copy that does not change. Times are milliseconds since 1970 on its clock.
 *
 * Of an informer that reads several namespaces it says what holds for all of them: the phase is that of the one with the
 * most in its way, versions and times are those of the one that is furthest behind, and numbers are added up.
 */
export interface InformerStatus {
  readonly phase: InformerPhase;
  /** Whether the cache has been filled once; it stays true from then on. */
  readonly synced: boolean;
  /** The version up to which the cache follows the server; empty before the first list (F108). */
  readonly resourceVersion: string;
  /** Whether the cache began with a snapshot rather than a list. */
  readonly resumed?: boolean | undefined;
  /** When the server last said that this is its version, by a list, a change or a bookmark: how old the cache may be. */
  readonly resourceVersionAt?: number | undefined;
  /** Objects in the cache. */
  readonly objects: number;
  /** Changes that came by watches, since the start. */
  readonly events: number;
  /** When the last change came by a watch. */
  readonly lastEventAt?: number | undefined;
  /** When the last bookmark came: that all is well though nothing changes. */
  readonly lastBookmarkAt?: number | undefined;
  /** Watches that were opened anew without a list. */
  readonly reconnects: number;
  /** Lists after the first complete one. */
  readonly relists: number;
  /**
   * The last failure, until the server has answered well again: by a list, or by an event, a bookmark or the due end of a
   * watch. A watch just opened proves nothing yet; servers send a bookmark within about a minute.
   */
  readonly error?: KubernetesError | undefined;
  /** When the next request will be made; set while backing off. */
  readonly retryAt?: number | undefined;
  /** The handlers, in the order in which they came. */
  readonly handlers: readonly HandlerStatus[];
}

/** How one handler of an informer is doing. */
export interface HandlerStatus {
  /** As it was named, or `handler 1` and so on. */
  readonly name: string;
  /** Events that it has yet to take. */
  readonly pending: number;
  /** Whether it has taken its initial adds (C37). */
  readonly synced: boolean;
  /** Calls that have ended, since it came. */
  readonly calls: number;
  /** Those of them that threw or rejected. */
  readonly failures: number;
  /** Milliseconds that its calls have taken, until the promises they returned had settled (F122). */
  readonly busyMs: number;
}

export interface StatusTrackerOptions {
  readonly name: string;
  readonly logger: Logger;
  /** What is looked up when somebody asks. */
  readonly current: () => Pick<InformerStatus, "objects" | "handlers">;
}

/** What is told; the rest is looked up when somebody asks. */
export type TrackedStatus = Omit<InformerStatus, "objects" | "handlers">;

export interface StatusTracker {
  /** What was told by {@link update}. */
  snapshot(): TrackedStatus;
  /** A copy of the whole state. */
  full(): InformerStatus;
  update(change: Partial<TrackedStatus>): void;
  subscribe(listener: (status: InformerStatus) => void): Disposable;
}

/** Keeps an informer's status, and tells of what is news in it: another phase or error, not each retry of one failure. */
export function createStatusTracker({ name, logger, current }: StatusTrackerOptions): StatusTracker {
  const listeners = new Set<(status: InformerStatus) => void>();
  let state: TrackedStatus = {
    phase: "idle",
    synced: false,
    resourceVersion: "",
    events: 0,
    reconnects: 0,
    relists: 0,
  };
  const full = (): InformerStatus => ({ ...state, ...current() });

  function tell(): void {
    const status = full();
    for (const listener of listeners) {
      try {
        listener(status);
      } catch (error) {
        logger.error(`${name}: a status listener failed`, { error });
      }
    }
  }

  function log(error: KubernetesError | undefined): void {
    if (!error) return logger.debug(`${name}: the server answers again`);
    // Every server forgets old versions in time; listing anew is the ordinary way on.
    const expired: boolean = isExpired(error);
    if (expired) logger.debug(`${name}: ${error.message}; listing anew`);
    else logger.warn(`${name}: ${error.message}; trying again`, { error });
  }

  return {
    snapshot: () => state,
    full,
    update(change) {
      const before = state;
      state = { ...state, ...change };
      if (kindOf(before.error) !== kindOf(state.error)) log(state.error);
      if (news(before) !== news(state)) tell();
    },
    subscribe(listener) {
      // Its own entry each time, so that one function subscribed twice is two subscriptions.
      const entry = (status: InformerStatus): void => listener(status);
      listeners.add(entry);
      return { [Symbol.dispose]: () => void listeners.delete(entry) };
    },
  };

  function news({ phase, synced, error }: TrackedStatus): string {
    // While one failure lasts, trying and waiting alternate; that is no news.
    const failing = error && phase !== "stopped";
    return `${synced} ${failing ? kindOf(error) : phase}`;
  }
}

/** Failures of one kind are the same failure going on; messages may differ in numbers and times. */
function kindOf(error: KubernetesError | undefined): string {
  return error ? `${error.reason} ${error.code ?? ""}` : "";
}
