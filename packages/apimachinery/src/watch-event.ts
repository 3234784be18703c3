/**
 * One change of a collection, in the order in which the server made it.
 *
 * - `ADDED`: the object is new, or began to match the selectors.
 * - `MODIFIED`: the object changed.
 * - `DELETED`: the object is gone, or stopped matching; it carries its last state and the deletion's resourceVersion.
 * - `BOOKMARK`: nothing changed; all up to this resourceVersion has been sent. Only where bookmarks were asked for.
 *
 * The wire's fifth type, `ERROR`, ends a watch: it is thrown as a KubernetesError, after the events before it.
 */
export type WatchEvent<T> =
  | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: T }
  | { readonly type: "BOOKMARK"; readonly object: Bookmark };

/** The object of a BOOKMARK event: a version, and nothing of any object. */
export interface Bookmark {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly metadata: { readonly resourceVersion: string; readonly annotations?: Record<string, string> };
}

/** Annotation of the bookmark that ends the initial events of a watch with `sendInitialEvents` (C13). */
export const initialEventsEndAnnotation = "k8s.io/initial-events-end";

/** Whether a bookmark says that the initial state has been sent whole. */
export function endsInitialEvents(bookmark: Bookmark): boolean {
  return bookmark.metadata.annotations?.[initialEventsEndAnnotation] === "true";
}
