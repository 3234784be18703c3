import { KubernetesError, type DeepReadonly } from "@kubets/apimachinery";
import type { Clock, Timer } from "@kubets/wait";
import type { InformerEvent } from "./event-handlers.ts";
import type { HandlerStatus } from "./informer-status.ts";
import { createLatch } from "./latch.ts";
import { createRingBuffer } from "./ring-buffer.ts";

export interface HandlerQueueOptions<T> {
  /** Of the handler, for messages. */
  readonly name: string;
  /** Hands an event to the handler; a promise it returns is awaited. */
  readonly deliver: (event: InformerEvent<T>) => unknown;
  readonly onError: (error: unknown, event: InformerEvent<T>) => void;
  /** Hears of each call that took long while many events waited (C35). */
  readonly onSlow?: ((tookMs: number, pending: number) => void) | undefined;
  /** Called after each call, when its promise has settled too. */
  readonly afterCall?: ((event: InformerEvent<T>) => void) | undefined;
  readonly clock: Clock;
}

/** The events on their way to one handler: unbounded, in order, one at a time (C34, C35). */
export interface HandlerQueue<T> {
  /** How the handler is doing, now. */
  status(): HandlerStatus;
  /** See {@link Latch.wait}. Rejects also where the handler failed on an initial event, or was removed before. */
  waitForSync(signal: AbortSignal | undefined): Promise<void>;
  /** Begins with these as initial adds, before anything else was pushed. The array is kept, and not changed. */
  begin(objects: readonly DeepReadonly<T>[]): void;
  /** Queues; nothing runs until the next {@link pump}. */
  push(event: InformerEvent<T>): void;
  /** The initial state has been pushed whole. */
  endInitialState(): void;
  /** Hands out what is queued, at once as long as the handler answers synchronously. */
  pump(): void;
  /** Drops what is queued; no call begins from now on. Resolves when the one in progress has ended. */
  close(): Promise<void>;
}

/** After so many calls the queue looks at the time, … */
const callsPerLook = 256;
/** … and after so long it lets others run first, so that a long list does not hold up timers and other I/O. */
const longestTurnMs = 20;
/** With more than so many events waiting, the handler is timed, … */
const pendingToTime = 1024;
/** … and a call that takes so long is told of (C35). */
const slowCallMs = 100;

export function createHandlerQueue<T>(options: HandlerQueueOptions<T>): HandlerQueue<T> {
  const { name, deliver, onError, onSlow, afterCall, clock } = options;
  const queue = createRingBuffer<InformerEvent<T>>();
  /** What it begins with: turned into events one by one, so that many objects do not make many events that wait. */
  let beginning: readonly DeepReadonly<T>[] = [];
  let begun = 0;
  const synced = createLatch();
  let closed = false;
  let pumping = false;
  /** A call returned a promise that has not settled. */
  let calling = false;
  /** Set from the end of a turn to the beginning of the next. */
  let nextTurn: Timer | undefined;
  /** When the call in progress began; only of calls that are timed. */
  let timedFrom: number | undefined;
  let calls = 0;
  let failures = 0;
  let busyMs = 0;
  /** When the call in progress returned its promise. */
  let callingFrom = 0;
  let initialLeft = 0;
  let initialEnded = false;
  const ended = Promise.withResolvers<void>();

  function pump(): void {
    // Empty once closed.
    if (pumping || calling || nextTurn || pendingCalls() === 0) return;
    pumping = true;
    timedFrom = undefined;
    const startedAt = clock.monotonicNow();
    for (let made = 1; !calling; made++) {
      const event = next();
      if (!event) break;
      call(event);
      if (made % callsPerLook === 0 && clock.monotonicNow() - startedAt >= longestTurnMs) {
        nextTurn = clock.setTimer(0, takeTurn);
        break;
      }
    }
    busyMs += clock.monotonicNow() - startedAt;
    pumping = false;
  }

  function next(): InformerEvent<T> | undefined {
    const object = beginning[begun];
    if (object === undefined) return queue.shift();
    if (++begun === beginning.length) {
      beginning = [];
      begun = 0;
    }
    return { type: "ADDED", object, initial: true };
  }

  function pendingCalls(): number {
    return beginning.length - begun + queue.length;
  }

  function call(event: InformerEvent<T>): void {
    // The end of one call is the beginning of the next, where both are timed.
    if (pendingCalls() > pendingToTime) timedFrom ??= clock.monotonicNow();
    else timedFrom = undefined;
    let result: unknown;
    try {
      result = deliver(event);
      calling = isThenable(result);
      if (!calling) taken(event);
    } catch (error) {
      failed(event, error);
    }
    if (!calling) return callDone(event);
    callingFrom = clock.monotonicNow();
    void Promise.resolve(result)
      .then(
        () => taken(event),
        (error: unknown) => failed(event, error),
      )
      .then(() => callEnded(event));
  }

  function callDone(event: InformerEvent<T>): void {
    calls++;
    if (timedFrom !== undefined) {
      const now = clock.monotonicNow();
      const tookMs = now - timedFrom;
      timedFrom = now;
      if (tookMs >= slowCallMs) onSlow?.(tookMs, pendingCalls());
    }
    afterCall?.(event);
  }

  function callEnded(event: InformerEvent<T>): void {
    calling = false;
    busyMs += clock.monotonicNow() - callingFrom;
    callDone(event);
    if (closed) ended.resolve();
    pump();
  }

  function takeTurn(): void {
    nextTurn = undefined;
    pump();
  }

  function taken(event: InformerEvent<T>): void {
    if (event.type !== "ADDED" || !event.initial) return;
    initialLeft--;
    openWhenSynced();
  }

  function failed(event: InformerEvent<T>, error: unknown): void {
    failures++;
    if (event.type === "ADDED" && event.initial) {
      // It never took this object, so it never has the whole state (C37): better an error than a wait without end.
      synced.fail(new KubernetesError("a handler failed on an initial object", { reason: "Handler", cause: error }));
    }
    try {
      onError(error, event);
    } catch {
      // Whoever reports must not stop what is reported on.
    }
  }

  function openWhenSynced(): void {
    if (initialEnded && initialLeft === 0) synced.open();
  }

  return {
    status: () => ({ name, pending: pendingCalls(), synced: synced.isOpen, calls, failures, busyMs }),
    waitForSync: (signal) =>
      synced.wait(signal, () =>
        initialEnded ? `a handler has ${initialLeft} initial objects left` : "the informer has not synced",
      ),
    begin(objects) {
      if (closed) return;
      beginning = objects;
      initialLeft += objects.length;
    },
    push(event) {
      if (closed) return;
      if (event.type === "ADDED" && event.initial) initialLeft++;
      queue.push(event);
    },
    endInitialState() {
      initialEnded = true;
      openWhenSynced();
    },
    pump,
    close() {
      if (closed) return ended.promise;
      closed = true;
      queue.clear();
      beginning = [];
      begun = 0;
      nextTurn?.[Symbol.dispose]();
      synced.fail(new KubernetesError("the handler ended before it had synced", { reason: "Aborted" }));
      if (!calling) ended.resolve();
      return ended.promise;
    },
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}
