import {
  isAlreadyExists,
  isKubernetesError,
  isNotFound,
  toKubernetesError,
  KubernetesError,
  type DeepPartial,
  type KubernetesObject,
} from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";
import type { EventSink, NamespacedEventSink } from "./event-sink.ts";

/** An event as it is to be on the server. */
export interface EventWrite<E extends KubernetesObject> {
  readonly namespace: string;
  readonly name: string;
  /** All of it, to create it. */
  readonly event: E;
  /** What is new about an event that the server should have; undefined where it has none. */
  readonly change: DeepPartial<E> | undefined;
}

/** How a write ended. */
export type WriteOutcome =
  | { readonly stored: KubernetesObject | undefined }
  | { readonly dropped: "rejected" | "unreachable" | "stopped"; readonly error: KubernetesError };

/** Writes events one way or another, or says why not; never rejects. */
export interface EventWriter<E extends KubernetesObject> {
  /**
   * Patches, or creates where there is nothing to patch (C97). Tries 12 times, 10 s apart, where no answer comes; what the
   * server answers is final (F143).
   */
  write(write: EventWrite<E>): Promise<WriteOutcome>;
  /** From now on there is one try each and no waiting (C96). */
  hurry(): void;
  /** From now on there is none: also what is under way ends. */
  abandon(): void;
}

const mostTries = 12;
const retryDelayMs = 10_000;

/** Failures in which the server had no say, or none that could be understood. */
const unanswered = new Set<string>(["Network", "TLS", "ClientTimeout", "Decode"]);

/** Creates an {@link EventWriter}. */
export function createEventWriter<E extends KubernetesObject>(options: {
  readonly sink: EventSink<E>;
  readonly clock: Clock;
  readonly random: () => number;
}): EventWriter<E> {
  const { sink, clock, random } = options;
  const hurried = new AbortController();
  const abandoned = new AbortController();

  const attempt = async ({ namespace, name, event, change }: EventWrite<E>): Promise<KubernetesObject | undefined> => {
    const events: NamespacedEventSink<E> = sink.namespace(namespace);
    const { signal } = abandoned;
    if (change) {
      try {
        return await events.patch(name, { type: "strategic", value: change }, { signal });
      } catch (error) {
        // Servers keep events for an hour or so.
        if (!isNotFound(error)) throw error;
        // A sink need not heed the signal.
        signal.throwIfAborted();
      }
    }
    return events.create(event, { signal });
  };

  /** False where the wait was cut short. */
  const slept = (ms: number): Promise<boolean> =>
    clock.sleep(ms, { signal: hurried.signal }).then(
      () => true,
      () => false,
    );

  return {
    async write(write) {
      let mayExist = false;
      for (let tries = 1; ; tries++) {
        let failure: unknown;
        try {
          return { stored: await unlessAborted(abandoned.signal, () => attempt(write)) };
        } catch (error) {
          failure = error;
        }
        const error = toKubernetesError(failure, { reason: "Network" });
        if (abandoned.signal.aborted) return { dropped: "stopped", error };
        if (isAlreadyExists(error)) {
          // The answer to an earlier try was lost, not the try.
          if (mayExist && !write.change) return { stored: write.event };
          // There was nothing to patch, and then there was: the next patch finds it (F147).
          if (!write.change) return { dropped: "rejected", error };
        } else if (isKubernetesError(failure) && !unanswered.has(failure.reason)) {
          return { dropped: "rejected", error };
        } else {
          mayExist = true;
        }
        if (tries >= mostTries) return { dropped: isAlreadyExists(error) ? "rejected" : "unreachable", error };
        // At random, lest all clients of a server that was away come back at once.
        const delayMs = tries === 1 ? retryDelayMs * random() : retryDelayMs;
        if (hurried.signal.aborted || !(await slept(delayMs))) return { dropped: "stopped", error };
      }
    },
    hurry: () => hurried.abort(),
    abandon() {
      hurried.abort();
      abandoned.abort();
    },
  };
}

/** The call's result; rejects as soon as the signal fires, whether the call heeds it or not. */
async function unlessAborted<T>(signal: AbortSignal, call: () => Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(new KubernetesError("the recorder was stopped", { reason: "Aborted" }));
  if (signal.aborted) onAbort();
  else signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race(signal.aborted ? [promise] : [promise, call()]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
