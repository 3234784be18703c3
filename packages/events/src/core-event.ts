import { formatTime, type KubernetesObject } from "@kubets/apimachinery";
import type { ObjectReference } from "./object-reference.ts";
import type { EventSource, EventType, Occurrence } from "./occurrence.ts";

/** A core/v1 Event, as far as a recorder writes one. Times are RFC 3339 with whole seconds. */
export interface CoreEvent extends KubernetesObject {
  apiVersion: "v1";
  kind: "Event";
  metadata: { name: string; namespace: string; annotations?: Record<string, string> };
  involvedObject: ObjectReference;
  related?: ObjectReference;
  type: EventType;
  reason: string;
  message: string;
  action?: string;
  source: { component: string; host?: string };
  reportingComponent: string;
  reportingInstance?: string;
  firstTimestamp: string;
  lastTimestamp: string;
  /** How often it has happened. */
  count: number;
}

/** The event that a single occurrence makes. */
export function coreEventOf(occurrence: Occurrence, { component, host }: EventSource): CoreEvent {
  const { name, namespace, annotations, reference, related, type, reason, message, action, atMs } = occurrence;
  const at = formatTime(atMs);
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name, namespace, ...(annotations && { annotations }) },
    involvedObject: reference,
    ...(related && { related }),
    type,
    reason,
    message,
    ...(action && { action }),
    source: { component, ...(host && { host }) },
    reportingComponent: component,
    ...(host && { reportingInstance: host }),
    firstTimestamp: at,
    lastTimestamp: at,
    count: 1,
  };
}
