import { KubernetesError, type DeepReadonly } from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";
import type { InformerEvent } from "./event-handlers.ts";
import { createHandlerQueue, type HandlerQueue } from "./handler-queue.ts";
import type { HandlerStatus } from "./informer-status.ts";
import type { Logger } from "./logger.ts";
import type { MutationDetector } from "./mutation-detector.ts";
import type { Store } from "./store.ts";

/** A handler's place at an informer. */
export interface HandlerRegistration extends AsyncDisposable {
  /** Events that the handler has yet to take; they grow without bound while it is slower than the changes (C35). */
  readonly pending: number;
  /** Whether the informer has synced and this handler has taken all of its initial adds (C37). */
  hasSynced(): boolean;
  /**
   * Resolves when {@link hasSynced} says yes. Rejects with a KubernetesError when the signal fires, the handler is removed,
   * the informer stops, or the handler failed on an initial add (reason `Handler`; it then never counts as synced, C37).
   */
  waitForSync(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** The handler is not called again; a call in progress goes on. Any number of times, also after the informer stopped (C40). */
  remove(): void;
  /** As {@link remove}, and waits for the call in progress: never await it inside the handler (F121). */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Options of one handler. */
export interface EventHandlerOptions {
  /** For messages and the status. Default: `handler 1` and so on, in the order in which they come. */
  readonly name?: string | undefined;
  /**
   * Calls `onUpdate` for every cached object that often, with the same object twice; no request is made. 0 is never.
   * Default: the informer's. At least a second; never below the informer's own check period once that runs, and never at
   * all where the informer's is 0 (C39).
   */
  readonly resyncPeriodMs?: number | undefined;
}

export interface HandlerSetOptions<T> {
  readonly name: string;
  readonly store: Store<DeepReadonly<T>>;
  readonly resyncPeriodMs: number;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onHandlerError: (error: unknown, event: InformerEvent<T>, handler: string) => void;
  readonly mutationDetector?: MutationDetector | undefined;
}

/** The handlers of one informer, each with its own queue. */
export interface HandlerSet<T> {
  /** How each of them is doing. */
  statuses(): HandlerStatus[];
  /** How often {@link resync} should be called; 0 is never. The first call settles it (C39). */
  settleCheckPeriod(): number;
  /** Adds one that takes events so; a promise it returns is awaited. */
  add(deliver: (event: InformerEvent<T>) => unknown, options: EventHandlerOptions): HandlerRegistration;
  /** Queues an event for every handler; with `sameVersion`, only for those whose resync is due (C38). */
  push(event: InformerEvent<T>, sameVersion: boolean): void;
  /** Lets the handlers run on what is queued. */
  pump(): void;
  /** The first state has been pushed whole. */
  endInitialState(): void;
  /** Replays the store to the handlers whose time has come. */
  resync(): void;
  /** Drops what is queued; no call begins any more. Resolves, each time, when the calls in progress have ended. */
  close(): Promise<void>;
}

interface Entry<T> {
  readonly queue: HandlerQueue<T>;
  /** 0 is never. */
  readonly periodMs: number;
  resyncAt: number;
  due: boolean;
}

const shortestResyncMs = 1000;

export function createHandlerSet<T>(options: HandlerSetOptions<T>): HandlerSet<T> {
  const { name, store, clock, logger, onHandlerError, mutationDetector } = options;
  const entries = new Set<Entry<T>>();
  let checkPeriodMs = atLeastASecond(options.resyncPeriodMs);
  let checkPeriodSettled = false;
  let initialEnded = false;
  let closing: Promise<unknown> | undefined;
  let count = 0;

  /** What a handler's wish comes to; one below the check period lowers that, as long as it is not settled (C39). */
  function periodOf(wishedMs: number): number {
    if (wishedMs === 0) return 0;
    if (checkPeriodMs === 0) {
      logger.warn(`${name}: a handler asks for a resync, but the informer was created without one`);
      return 0;
    }
    if (!checkPeriodSettled) checkPeriodMs = Math.min(checkPeriodMs, wishedMs);
    return Math.max(checkPeriodMs, wishedMs);
  }

  return {
    statuses: () => [...entries].map(({ queue }) => queue.status()),

    settleCheckPeriod() {
      checkPeriodSettled = true;
      return checkPeriodMs;
    },

    add(deliver, { resyncPeriodMs = options.resyncPeriodMs, name: handlerName = `handler ${++count}` }) {
      if (closing) {
        throw new KubernetesError(`${name}: the informer has stopped; it takes no handlers any more`, {
          reason: "InvalidRequest",
        });
      }
      const queue = createHandlerQueue<T>({
        name: handlerName,
        deliver,
        onError: (error, event) => onHandlerError(error, event, handlerName),
        onSlow: (tookMs, pending) =>
          logger.warn(`${name}: ${handlerName} took ${Math.round(tookMs)} ms for a change while ${pending} wait`),
        afterCall:
          mutationDetector &&
          ((event) =>
            mutationDetector.check(handlerName, event.object, event.type === "MODIFIED" ? event.oldObject : undefined)),
        clock,
      });
      const periodMs = periodOf(atLeastASecond(resyncPeriodMs));
      const entry = { queue, periodMs, resyncAt: clock.monotonicNow() + periodMs, due: false };
      entries.add(entry);
      // Before the first state is whole, some of it may be there: of several namespaces, one may have come before another.
      queue.begin(store.list());
      if (initialEnded) queue.endInitialState();
      // Not now: the caller does not hold the registration yet.
      queueMicrotask(() => queue.pump());
      const remove = (): Promise<void> => {
        entries.delete(entry);
        return queue.close();
      };
      return {
        get pending() {
          return queue.status().pending;
        },
        hasSynced: () => queue.status().synced,
        waitForSync: ({ signal } = {}) => queue.waitForSync(signal),
        remove: () => void remove(),
        [Symbol.asyncDispose]: remove,
      };
    },

    push(event, sameVersion) {
      for (const entry of entries) {
        if (!sameVersion || entry.due) entry.queue.push(event);
      }
    },

    pump() {
      for (const { queue } of entries) queue.pump();
    },

    endInitialState() {
      initialEnded = true;
      for (const { queue } of entries) queue.endInitialState();
    },

    resync() {
      const now = clock.monotonicNow();
      let anyDue = false;
      for (const entry of entries) {
        entry.due = entry.periodMs > 0 && now >= entry.resyncAt;
        if (!entry.due) continue;
        entry.resyncAt = now + entry.periodMs;
        anyDue = true;
      }
      if (!anyDue) return;
      for (const object of store.list()) this.push({ type: "MODIFIED", object, oldObject: object }, true);
      this.pump();
    },

    async close() {
      closing ??= Promise.all([...entries].map(({ queue }) => queue.close()));
      entries.clear();
      await closing;
    },
  };
}

function atLeastASecond(periodMs: number): number {
  return periodMs > 0 ? Math.max(periodMs, shortestResyncMs) : 0;
}
