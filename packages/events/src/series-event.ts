import { formatMicroTime, type KubernetesObject } from "@kubets/apimachinery";
import type { ObjectReference } from "./object-reference.ts";
import type { EventSource, EventType, Occurrence } from "./occurrence.ts";

/** An events.k8s.io/v1 Event, as far as a recorder writes one. Times are RFC 3339 with microseconds. */
export interface SeriesEvent extends KubernetesObject {
  apiVersion: "events.k8s.io/v1";
  kind: "Event";
  metadata: { name: string; namespace: string; annotations?: Record<string, string> };
  eventTime: string;
  regarding: ObjectReference;
  related?: ObjectReference;
  type: EventType;
  reason: string;
  action: string;
  note: string;
  reportingController: string;
  reportingInstance: string;
  /** Missing on an event that happened once. */
  series?: { count: number; lastObservedTime: string };
}

/** Servers refuse a longer note, in bytes of UTF-8. */
const longestNote = 1024;

/** The event that an occurrence begins; servers want an action and an instance, so there always are. */
export function seriesEventOf(occurrence: Occurrence, { component, host }: EventSource): SeriesEvent {
  const { name, namespace, annotations, reference, related, type, reason, message, action, atMs } = occurrence;
  return {
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    metadata: { name, namespace, ...(annotations && { annotations }) },
    eventTime: formatMicroTime(atMs),
    regarding: reference,
    ...(related && { related }),
    type,
    reason,
    action: action || reason,
    note: shortened(message),
    reportingController: component,
    reportingInstance: host ? `${component}-${host}` : component,
  };
}

/** A message that ends in … where it would be too long for a note. */
function shortened(message: string): string {
  if (message.length * 3 <= longestNote) return message;
  const bytes = new TextEncoder().encode(message);
  if (bytes.length <= longestNote) return message;
  const ellipsis = "…";
  // Cut before a byte that begins a character: those in the middle of one look like 10xxxxxx.
  let end = longestNote - new TextEncoder().encode(ellipsis).length;
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return new TextDecoder().decode(bytes.subarray(0, end)) + ellipsis;
}
