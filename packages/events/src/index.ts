// Record events
export {
  createEventRecorder,
  type CommonRecorderOptions,
  type CoreRecorderOptions,
  type EventRecorderOptions,
  type SeriesRecorderOptions,
} from "./create-event-recorder.ts";
export type { EventEntry, EventRecorder } from "./event-recorder.ts";
export type { EventSource, EventType } from "./occurrence.ts";
export type { DropCause, DroppedEvent } from "./drops.ts";
export type { Logger } from "./logger.ts";

// Limits of core/v1
export type { CorrelationOptions } from "./correlator.ts";
export type { AggregationOptions } from "./event-aggregator.ts";
export type { SpamFilterOptions } from "./spam-filter.ts";

// What events are about
export { referenceTo, type ObjectReference, type ReferableObject, type ReferenceOptions } from "./object-reference.ts";

// Where events go
export type { CoreEvent } from "./core-event.ts";
export type { SeriesEvent } from "./series-event.ts";
export type { EventSink, NamespacedEventSink } from "./event-sink.ts";

// For tests
export { createFakeEventRecorder, type FakeEventRecorder, type RecordedEvent } from "./fake-event-recorder.ts";
