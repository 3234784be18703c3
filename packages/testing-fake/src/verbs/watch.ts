import { apiVersionOf, initialEventsEndAnnotation, type Bookmark } from "@kubets/apimachinery";
import { createEventBuffer, type EventBuffer } from "../storage/event-buffer.ts";
import { selectionOf, type Selection } from "./list.ts";
import { parseListQuery, revisionOf, type ListQuery } from "../http/list-options.ts";
import type { Piece } from "../http/event-splitter.ts";
import type { Representation } from "../http/representation.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import type { ServerState } from "../storage/server-state.ts";
import { expired, Failure } from "../http/status.ts";
import type { StoredObject, StoreEvent } from "../storage/store.ts";
import { waitForRevision } from "../storage/wait-for-revision.ts";

const shortestMs = 1800_000;
const bookmarkEveryMs = 60_000;
/** The last bookmark comes so long before the end, for clients to resume from. */
const lastBookmarkMs = 2000;

/**
 * Watches a resource of one namespace, or of all where none is given: what happened since the query's resourceVersion,
 * the state first where it asks for that, then what happens, until the deadline, the end of the request, or the client's
 * falling too far behind. Failures of the request itself are thrown before anything is sent.
 */
export async function watchObjects(
  state: ServerState,
  entry: ResourceEntry,
  namespace: string | undefined,
  query: URLSearchParams,
  signal: AbortSignal,
  representation: Representation,
): Promise<AsyncIterable<Piece>> {
  const options = parseListQuery(query, true);
  const selected = selectionOf(entry, options);
  const prefix = namespace === undefined ? "" : `${namespace}/`;
  const from = revisionOf(options.resourceVersion);

  const { store, clock } = state;
  const buffer = createEventBuffer();
  const fail = ({ status }: Failure): EventBuffer => {
    buffer.push(representation.error(status));
    buffer.end();
    return buffer;
  };
  if (options.sendInitialEvents === true) {
    try {
      await waitForRevision(state, from, signal);
    } catch (error) {
      if (error instanceof Failure) return fail(error);
      throw error;
    }
  }
  const bookmark = (annotations?: Record<string, string>): void => {
    buffer.push(representation.bookmark(entry, bookmarkOf(entry, store.revision, annotations)));
  };
  const relay = (event: StoreEvent): void => {
    if (event.collection !== entry.collection || !event.key.startsWith(prefix)) return;
    const seen = asSeenBy(selected, event);
    if (seen) buffer.push(representation.event(seen.type, entry, seen.object));
  };

  const state0 = wantsState(options, from);
  if (!state0 && from > 0 && from < store.compacted) {
    return fail(expired(`too old resource version: ${from} (${store.compacted})`));
  }
  if (state0) {
    for (const object of store.list(entry.collection, { prefix })) {
      if (selected(object)) buffer.push(representation.event("ADDED", entry, object));
    }
    if (options.sendInitialEvents === true && options.bookmarks) bookmark({ [initialEventsEndAnnotation]: "true" });
  } else if (from > 0) {
    for (const event of store.since(entry.collection, from)) relay(event);
  }

  // A watch from the future sends nothing of the past, though it comes later.
  const later = (event: StoreEvent): void => {
    if (event.revision > from) relay(event);
  };
  const subscription = store.subscribe(later);
  const timeoutMs = options.timeoutSeconds ? options.timeoutSeconds * 1000 : shortestMs * (1 + state.random());
  const deadline = clock.setTimer(timeoutMs, () => buffer.end());
  const bookmarks = options.bookmarks ? everyMinute(state, timeoutMs, bookmark) : undefined;
  const stop = (): void => buffer.end();
  const dropped = state.endOfWatches();
  signal.addEventListener("abort", stop);
  dropped.addEventListener("abort", stop);
  buffer.onEnd(() => {
    subscription[Symbol.dispose]();
    deadline[Symbol.dispose]();
    bookmarks?.[Symbol.dispose]();
    signal.removeEventListener("abort", stop);
    dropped.removeEventListener("abort", stop);
  });
  if (signal.aborted) stop();
  return buffer;
}

/** Whether a watch begins with the state as ADDED events: when asked to, or where it does not say from when. */
function wantsState({ sendInitialEvents }: ListQuery, from: number): boolean {
  return sendInitialEvents ?? from === 0;
}

/** What an event is to a watch with selectors: objects come into sight and go out of it. */
function asSeenBy(
  selected: Selection,
  event: StoreEvent,
): { type: StoreEvent["type"]; object: StoredObject } | undefined {
  const { type, object, previous } = event;
  const before = previous !== undefined && selected(previous);
  if (type === "DELETED") return before ? { type, object } : undefined;
  const now = selected(object);
  if (now) return { type: before ? "MODIFIED" : "ADDED", object };
  if (!before) return undefined;
  // The last state that was in sight, at the revision at which it went out of it.
  const { resourceVersion } = object.metadata;
  return { type: "DELETED", object: { ...previous, metadata: { ...previous.metadata, resourceVersion } } };
}

function bookmarkOf(entry: ResourceEntry, revision: number, annotations: Record<string, string> | undefined): Bookmark {
  return {
    kind: entry.kind,
    apiVersion: apiVersionOf(entry),
    metadata: { resourceVersion: String(revision), ...(annotations && { annotations }) },
  };
}

/** Calls about once a minute, and once shortly before the end. */
function everyMinute({ clock }: ServerState, timeoutMs: number, call: () => void): Disposable {
  const last = clock.monotonicNow() + timeoutMs - lastBookmarkMs;
  const schedule = (): Disposable => {
    const left = last - clock.monotonicNow();
    const wait = left > 0 ? Math.min(bookmarkEveryMs, left) : bookmarkEveryMs;
    return clock.setTimer(wait, () => {
      call();
      timer = schedule();
    });
  };
  let timer = schedule();
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
}
