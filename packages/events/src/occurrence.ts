import type { ObjectReference } from "./object-reference.ts";

/** `Warning` is what somebody may have to act on; there are no other types. */
export type EventType = "Normal" | "Warning";

/** Who records: the name of a controller, and where it runs. */
export interface EventSource {
  /** Such as `website-controller`. In events.k8s.io/v1 it has to be a qualified name of at most 128 characters. */
  readonly component: string;
  /** The node, or whatever else tells two instances of the component apart. */
  readonly host?: string | undefined;
}

/** Something that happened, once, checked and complete: what both pipelines take in. */
export interface Occurrence {
  readonly reference: ObjectReference;
  readonly related: ObjectReference | undefined;
  /** Where the event is to be kept. */
  readonly namespace: string;
  /** A name for the event, should this occurrence begin one. */
  readonly name: string;
  readonly type: EventType;
  readonly reason: string;
  readonly message: string;
  readonly action: string | undefined;
  readonly annotations: Record<string, string> | undefined;
  /** Wall clock, milliseconds since 1970. */
  readonly atMs: number;
}
