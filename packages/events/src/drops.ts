import type { KubernetesError } from "@kubets/apimachinery";
import type { Logger } from "./logger.ts";
import type { EventType } from "./occurrence.ts";
import type { ObjectReference } from "./object-reference.ts";

/**
 * Why an event is not on the server:
 * - `invalid`: a type other than Normal and Warning, or an object that cannot be referred to
 * - `queueFull`: too many were waiting
 * - `spam`: the object has had its share; a later identical event that is let through counts it all the same
 * - `rejected`: the server refused it, or the request could not even be built
 * - `unreachable`: every try remained without an answer
 * - `stopped`: the recorder was disposed before it was written
 */
export type DropCause = "invalid" | "queueFull" | "spam" | "rejected" | "unreachable" | "stopped";

/** An event, or some occurrences of one, that the server does not know of. */
export interface DroppedEvent {
  readonly cause: DropCause;
  /** How many recorded events this is about: more than 1 only for a series. */
  readonly occurrences: number;
  /** Missing only where the object could not be referred to. */
  readonly reference?: ObjectReference | undefined;
  /** As it was recorded, and so possibly anything where the cause is `invalid`; `reason` and `message` too. */
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  /** What the server or the connection had to say, for `rejected`, `unreachable` and mostly `stopped`. */
  readonly error?: KubernetesError | undefined;
}

/** Counts what is dropped, and says so: to `onDrop` each time, to the logger once a cause (C96). */
export interface DropReport {
  readonly counts: Readonly<Record<DropCause, number>>;
  drop(event: DroppedEvent): void;
}

const explanations: Readonly<Record<DropCause, string>> = {
  invalid: "it is not valid",
  queueFull: "too many are waiting to be written",
  spam: "there were too many about the same object",
  rejected: "the server refused it",
  unreachable: "the server cannot be reached",
  stopped: "the recorder was stopped",
};

/** Creates a {@link DropReport}. Neither a logger nor a callback that throws reaches who recorded the event. */
export function createDropReport(options: {
  readonly logger: Logger | undefined;
  readonly onDrop: ((event: DroppedEvent) => void) | undefined;
}): DropReport {
  const counts: Record<DropCause, number> = {
    invalid: 0,
    queueFull: 0,
    spam: 0,
    rejected: 0,
    unreachable: 0,
    stopped: 0,
  };
  const told = new Set<string>();
  return {
    counts,
    drop(event) {
      counts[event.cause] += event.occurrences;
      quietly(() => options.onDrop?.(event));
      // A server may refuse for several reasons, and each of them is news.
      const news = event.cause === "rejected" ? `${event.cause} ${event.error?.reason}` : event.cause;
      if (told.has(news)) return;
      told.add(news);
      const text = `event dropped: ${explanations[event.cause]}; further ones are counted without a word`;
      quietly(() => options.logger?.warn(text, { ...event }));
    },
  };
}

/** Calls what users passed in: it must not break what it is only told of. */
export function quietly(call: () => void): void {
  try {
    call();
  } catch {
    // Nobody is left to be told.
  }
}
