import type { ResourceEntry } from "../resources/resource-registry.ts";
import type { StoredObject } from "../storage/store.ts";
import type { Piece } from "./event-splitter.ts";
import type { Representation } from "./representation.ts";

type WriteEvent = Representation["event"];

/** What was written of one object, by the resource as which it is seen, then by form and type of the event. */
interface Written {
  readonly object: StoredObject;
  readonly byEntry: Map<ResourceEntry, Map<string, Piece>>;
}

/** Of the newest object alone: an event reaches all watches before the next one happens. */
let newest: Written | undefined;

/** Has all watches in the same form share what is written of an event: a thousand of them cost one encoding. */
export function sharedEvents(form: string, write: WriteEvent): WriteEvent {
  return (type, entry, object) => {
    if (newest?.object !== object) newest = { object, byEntry: new Map() };
    let pieces = newest.byEntry.get(entry);
    if (!pieces) newest.byEntry.set(entry, (pieces = new Map()));
    const key = `${type} ${form}`;
    let piece = pieces.get(key);
    if (piece === undefined) pieces.set(key, (piece = write(type, entry, object)));
    return piece;
  };
}
