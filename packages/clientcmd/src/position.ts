import { EVENT_ID, getScalarValue, type Event } from "js-yaml";
import { eventsOf, offsetOf } from "./yaml-events.ts";

/** Names and indexes that lead from the root of a document to a value. */
export type Path = readonly (string | number)[];

/** `clusters[0].cluster.server`. */
export function formatPath(path: Path): string {
  return path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index > 0 ? "." : ""}${step}`))
    .join("");
}

/** A place in a text; both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where the value at a path of the first document of a YAML text stands, or the nearest value around it that the text
 * itself has (merged and aliased values stand elsewhere). Only errors need it, so the text is
 * parsed once more rather than positions kept for every value.
 */
export function positionOf(text: string, path: Path): Position {
  const events = eventsOf(text);
  let at = 1;
  let offset = offsetOf(events[at]) ?? 0;
  for (const step of path) {
    const next = childAt(text, events, at, step);
    if (next === undefined) break;
    at = next;
    // A value that is left out has no place of its own; its key, which stands before it, has.
    offset = offsetOf(events[at]) ?? offsetOf(events[at - 1]) ?? offset;
  }
  return positionAt(text, offset);
}

/** The line and the column of a character. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1) ?? "").length + 1 };
}

/** The index of the event that begins a child of the collection that begins at `parent`. */
function childAt(text: string, events: readonly Event[], parent: number, step: string | number): number | undefined {
  const collection = events[parent];
  let child = parent + 1;
  if (collection?.type === EVENT_ID.SEQUENCE && typeof step === "number") {
    for (let index = 0; !endsAt(events, child); index++) {
      if (index === step) return child;
      child = after(events, child);
    }
  }
  if (collection?.type === EVENT_ID.MAPPING && typeof step === "string") {
    let found: number | undefined;
    while (!endsAt(events, child)) {
      const key = events[child];
      const value = after(events, child);
      // The last of equal keys is the one that counts.
      if (key?.type === EVENT_ID.SCALAR && getScalarValue(text, key) === step) found = value;
      child = after(events, value);
    }
    return found;
  }
  return undefined;
}

function endsAt(events: readonly Event[], index: number): boolean {
  return index >= events.length || events[index]?.type === EVENT_ID.POP;
}

/** The index of what follows the value that begins at `index`. */
function after(events: readonly Event[], index: number): number {
  let depth = 0;
  let at = index;
  do {
    const type = events[at]?.type;
    if (type === undefined) return events.length;
    if (type === EVENT_ID.POP) depth--;
    else if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) depth++;
    at++;
  } while (depth > 0);
  return at;
}
