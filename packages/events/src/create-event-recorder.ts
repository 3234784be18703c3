import { KubernetesError } from "@kubets/apimachinery";
import { realClock, type Clock } from "@kubets/wait";
import type { CoreEvent } from "./core-event.ts";
import { createCorrelator, type CorrelationOptions } from "./correlator.ts";
import { createCountingPipeline } from "./counting-pipeline.ts";
import { createDropReport, type DroppedEvent } from "./drops.ts";
import { createEventNames } from "./event-name.ts";
import { createRecorder, type EventRecorder } from "./event-recorder.ts";
import type { EventSink } from "./event-sink.ts";
import { createEventWriter } from "./event-writer.ts";
import type { Logger } from "./logger.ts";
import type { EventSource } from "./occurrence.ts";
import { createSeriesPipeline } from "./series-pipeline.ts";
import type { SeriesEvent } from "./series-event.ts";

/** What recorders of both APIs take. */
export interface CommonRecorderOptions {
  /** In whose name the events are. */
  readonly source: EventSource;
  /**
   * Told, as debug, of every event, and, as a warning, of the first one that is dropped for a cause (and of each reason
   * for which the server refuses). Default: nobody is.
   */
  readonly logger?: Logger | undefined;
  /** Told of every event that is dropped. Default: nobody is. */
  readonly onDrop?: ((event: DroppedEvent) => void) | undefined;
  /** So many events may wait to be written; further ones are dropped. Default 1000. */
  readonly queueSize?: number | undefined;
  /** How long disposing may take, in milliseconds. Default 5000. */
  readonly disposeTimeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
  /** Numbers from 0 up to but not including 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** A recorder of core/v1 events: repetitions are counted, similar events combined, an object's share is limited. */
export interface CoreRecorderOptions extends CommonRecorderOptions {
  readonly apiVersion?: "v1" | undefined;
  readonly sink: EventSink<CoreEvent>;
  /** When events are combined, and when they are too many. */
  readonly correlation?: CorrelationOptions | undefined;
}

/** A recorder of events.k8s.io/v1 events: repetitions become a series, whose count is written now and then. */
export interface SeriesRecorderOptions extends CommonRecorderOptions {
  readonly apiVersion: "events.k8s.io/v1";
  readonly sink: EventSink<SeriesEvent>;
}

/** Either API; events of one can be read through the other. */
export type EventRecorderOptions = CoreRecorderOptions | SeriesRecorderOptions;

/**
 * Creates an {@link EventRecorder}, for objects of all namespaces (F142, F147). Dispose it at the end: what is not yet
 * written is written then. Throws a KubernetesError with
 * reason `Configuration` on limits that cannot work.
 */
export function createEventRecorder(options: EventRecorderOptions): EventRecorder {
  const { source, logger, onDrop, queueSize = 1000, disposeTimeoutMs = 5000 } = options;
  const { clock = realClock, random = Math.random } = options;
  check(Boolean(source.component), "source.component must not be empty");
  check(queueSize >= 1, "queueSize must be at least 1");
  check(isDuration(disposeTimeoutMs), "disposeTimeoutMs must be 0 or more, and finite");
  const drops = createDropReport({ logger, onDrop });
  const names = createEventNames({ clock, random });
  const shared = { drops, names, logger, clock, disposeTimeoutMs };
  if (options.apiVersion === "events.k8s.io/v1") {
    const writer = createEventWriter({ sink: options.sink, clock, random });
    const pipeline = createSeriesPipeline({ source, writer, drops, clock, queueSize });
    return createRecorder({ ...shared, writer, pipeline });
  }
  const writer = createEventWriter({ sink: options.sink, clock, random });
  const { burst = 1, refillMs = 1, similarMessages = 1, similarWindowMs = 0 } = options.correlation ?? {};
  check(burst >= 1, "burst must be at least 1");
  check(isDuration(refillMs) && refillMs > 0, "refillMs must be more than 0, and finite");
  check(similarMessages >= 1, "similarMessages must be at least 1");
  check(isDuration(similarWindowMs), "similarWindowMs must be 0 or more, and finite");
  const correlator = createCorrelator({ ...options.correlation, source, clock });
  const pipeline = createCountingPipeline({ correlator, writer, drops, queueSize });
  return createRecorder({ ...shared, writer, pipeline });
}

function isDuration(ms: number): boolean {
  return ms >= 0 && ms < Infinity;
}

function check(holds: boolean, rule: string): void {
  if (!holds) throw new KubernetesError(`event recorder: ${rule}`, { reason: "Configuration" });
}
