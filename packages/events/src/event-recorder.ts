import { toKubernetesError } from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";
import { quietly, type DropCause, type DropReport } from "./drops.ts";
import type { EventNames } from "./event-name.ts";
import type { Logger } from "./logger.ts";
import { referenceTo, type ObjectReference, type ReferableObject } from "./object-reference.ts";
import type { EventType, Occurrence } from "./occurrence.ts";
import type { Pipeline } from "./pipeline.ts";
import { within } from "./within.ts";

/** What happened to an object. */
export interface EventEntry {
  /** Any other type than these two is dropped as `invalid`. */
  readonly type: EventType;
  /** Why, for programs: short, in UpperCamelCase, out of a fixed set, such as `Created`. */
  readonly reason: string;
  /** What, for people. events.k8s.io/v1 keeps 1024 bytes of it, and for a series that of the first occurrence. */
  readonly message: string;
  /** What was done about it, for programs. Default: none; in events.k8s.io/v1, which demands one, the reason. */
  readonly action?: string | undefined;
  /** Another object that has to do with it. */
  readonly related?: ReferableObject | ObjectReference | undefined;
  /** Annotations of the event, where this is the occurrence that creates it. */
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** Records what happens to objects, as events that `kubectl describe` and `kubectl events` show. */
export interface EventRecorder extends AsyncDisposable {
  /**
   * Records that something happened to the object. Returns at once and never throws: writing goes on by itself, and what
   * cannot be written is dropped, counted in `dropped` and reported (C96). Nothing passed in is kept or changed. The event
   * is kept in the object's namespace, or in `default` where it has none.
   */
  event(object: ReferableObject | ObjectReference, entry: EventEntry): void;
  /**
   * Resolves when everything recorded so far is written or dropped, to true, or after `timeoutMs` (default 30 000), to
   * false; nothing is dropped for that reason. 0 and less do not wait, `Infinity` waits on; NaN rejects with a RangeError.
   * Rejects with reason `Aborted` when the signal fires.
   */
  flush(options?: {
    readonly timeoutMs?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  }): Promise<boolean>;
  /** How many recorded events the server does not know of, by cause. */
  readonly dropped: Readonly<Record<DropCause, number>>;
  /**
   * Tries once what is not yet written, for `disposeTimeoutMs` at most; the rest is dropped as `stopped`, and so is what is
   * recorded from now on. Leaves no timer behind. Never rejects.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Creates the recorder in front of a pipeline: checks, completes, and lets nothing through to the caller. */
export function createRecorder(options: {
  readonly pipeline: Pipeline;
  /** The writer behind the pipeline, if there is one. */
  readonly writer: { hurry(): void; abandon(): void } | undefined;
  readonly drops: DropReport;
  readonly names: EventNames;
  readonly logger: Logger | undefined;
  readonly clock: Clock;
  readonly disposeTimeoutMs: number;
}): EventRecorder {
  const { pipeline, writer, drops, names, logger, clock, disposeTimeoutMs } = options;
  let disposed: Promise<void> | undefined;

  const occurrenceOf = (object: ReferableObject | ObjectReference, entry: EventEntry): Occurrence => {
    const { type, reason, message, action, related, annotations } = entry;
    if (type !== "Normal" && type !== "Warning") throw new TypeError("the type of an event is Normal or Warning");
    const reference = { ...referenceTo(object) };
    return {
      reference,
      related: related && { ...referenceTo(related) },
      namespace: reference.namespace || "default",
      name: names(reference.name ?? ""),
      type,
      reason,
      message,
      action,
      annotations: annotations && { ...annotations },
      atMs: clock.now(),
    };
  };

  const log = ({ reference, type, reason, message }: Occurrence): void => {
    const { apiVersion, kind, namespace, name = "", fieldPath } = reference;
    const object = namespace ? `${namespace}/${name}` : name;
    quietly(() =>
      logger?.debug("event", { object, ...(fieldPath && { fieldPath }), kind, apiVersion, type, reason, message }),
    );
  };

  const dispose = async (): Promise<void> => {
    writer?.hurry();
    const flushed = pipeline.flush();
    if (!(await within(flushed, { clock, timeoutMs: disposeTimeoutMs }))) {
      writer?.abandon();
      await flushed;
    }
    pipeline.close();
  };

  return {
    event(object, entry) {
      try {
        const occurrence = occurrenceOf(object, entry);
        log(occurrence);
        const { reference, type, reason, message } = occurrence;
        if (disposed) drops.drop({ cause: "stopped", occurrences: 1, reference, type, reason, message });
        else pipeline.add(occurrence);
      } catch (failure) {
        const { type, reason, message } = { ...entry };
        const error = toKubernetesError(failure, { reason: "InvalidRequest" });
        drops.drop({ cause: "invalid", occurrences: 1, type, reason, message, error });
      }
    },
    flush: ({ timeoutMs = 30_000, signal } = {}) => within(pipeline.flush(), { clock, timeoutMs, signal }),
    dropped: drops.counts,
    [Symbol.asyncDispose]: () => (disposed ??= dispose()),
  };
}
