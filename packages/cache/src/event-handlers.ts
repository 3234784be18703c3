import type { DeepReadonly } from "@kubets/apimachinery";

/**
 * One change of an informer's cache, told after it was made (C34).
 *
 * - `ADDED`: the cache has a new object. `initial` where it is part of the state with which the receiver starts.
 * - `MODIFIED`: another version took the place of `oldObject`. An object deleted and created again may show as one such
 *   change: compare the UIDs (C31). With a resync, both are the same object.
 * - `DELETED`: the object left the cache. With `finalStateUnknown`, the deletion itself was missed (the connection was
 *   lost) and `object` is the last state that was seen (C18).
 */
export type InformerEvent<T> =
  | { readonly type: "ADDED"; readonly object: DeepReadonly<T>; readonly initial: boolean }
  | { readonly type: "MODIFIED"; readonly object: DeepReadonly<T>; readonly oldObject: DeepReadonly<T> }
  | { readonly type: "DELETED"; readonly object: DeepReadonly<T>; readonly finalStateUnknown: boolean };

/**
 * What to do on changes. Calls of one handler come in order and never overlap: a returned promise is awaited before the
 * next call. Handlers do not wait for each other. One that throws or rejects is reported, and goes on with the next change.
 */
export interface EventHandler<T> {
  onAdd?(object: DeepReadonly<T>, context: { readonly initial: boolean }): unknown;
  onUpdate?(oldObject: DeepReadonly<T>, newObject: DeepReadonly<T>): unknown;
  onDelete?(object: DeepReadonly<T>, context: { readonly finalStateUnknown: boolean }): unknown;
}

const initial = Object.freeze({ initial: true });
const later = Object.freeze({ initial: false });
const stateKnown = Object.freeze({ finalStateUnknown: false });
const stateUnknown = Object.freeze({ finalStateUnknown: true });

/** Calls the handler's method for an event, and returns what it returned. */
export function deliver<T>(handler: EventHandler<T>, event: InformerEvent<T>): unknown {
  if (event.type === "ADDED") return handler.onAdd?.(event.object, event.initial ? initial : later);
  if (event.type === "MODIFIED") return handler.onUpdate?.(event.oldObject, event.object);
  return handler.onDelete?.(event.object, event.finalStateUnknown ? stateUnknown : stateKnown);
}

/**
 * A handler that hears only of objects that pass the filter (F115). An update by which an object begins to pass is an add
 * to it; one by which it ceases to pass, a delete of the old object (C43).
 */
export function filteringHandler<T>(
  filter: (object: DeepReadonly<T>) => boolean,
  handler: EventHandler<T>,
): EventHandler<T> {
  return {
    onAdd: (object, context) => (filter(object) ? handler.onAdd?.(object, context) : undefined),
    onUpdate(oldObject, newObject) {
      const passed = filter(oldObject);
      const passes = filter(newObject);
      if (passed && passes) return handler.onUpdate?.(oldObject, newObject);
      if (passes) return handler.onAdd?.(newObject, later);
      if (passed) return handler.onDelete?.(oldObject, stateKnown);
      return undefined;
    },
    onDelete: (object, context) => (filter(object) ? handler.onDelete?.(object, context) : undefined),
  };
}
