import { fieldOf, isObject, setField, type JsonObject } from "../json.ts";
import type { ListSchema, TypeSchema } from "../schema/type-schema.ts";
import { fieldSchema, isAtomicList, isAtomicMap, listElement, shapeOf, untyped } from "./atoms.ts";
import type { PathElement } from "./path-element.ts";

/** Lays an applied object over the live one. Neither is changed; the result may share parts with both. */
export function mergeApplied(schema: TypeSchema, live: JsonObject, applied: JsonObject): JsonObject {
  const merged = merge(schema, live, applied);
  return isObject(merged) ? merged : {};
}

function merge(type: TypeSchema, live: unknown, applied: unknown): unknown {
  if (applied === undefined) return live;
  if (live === undefined) return applied;
  const shape = shapeOf(type, applied);
  if (shape === "map" && !isAtomicMap(type)) {
    // Null is an empty one here, which takes nothing away.
    const [old, next] = [isObject(live) ? live : {}, isObject(applied) ? applied : {}];
    if (Object.keys(old).length + Object.keys(next).length === 0) return applied;
    return mergeFields(type, old, next);
  }
  if (shape === "list" && type.type === "list" && !isAtomicList(type)) {
    const [old, next] = [Array.isArray(live) ? live : [], Array.isArray(applied) ? applied : []];
    return old.length + next.length === 0 ? applied : mergeItems(type, old, next);
  }
  return applied;
}

function mergeFields(type: TypeSchema, live: JsonObject, applied: JsonObject): JsonObject {
  const merged: JsonObject = {};
  for (const name of Object.keys(live)) {
    setField(merged, name, merge(fieldSchema(type, name) ?? untyped, live[name], fieldOf(applied, name)));
  }
  for (const name of Object.keys(applied)) if (!Object.hasOwn(live, name)) setField(merged, name, applied[name]);
  return merged;
}

/**
 * Merges lists by their elements: applied ones in their order, others where they are, relative to those that both have.
 */
function mergeItems(list: ListSchema, live: readonly unknown[], applied: readonly unknown[]): unknown[] {
  const [liveElements, appliedElements] = [live, applied].map((items) => items.map((item) => listElement(list, item)));
  if (!liveElements || !appliedElements) return [];
  const liveItems = new Map<PathElement, unknown>();
  for (const [index, element] of liveElements.entries()) {
    // Duplicates do not take part in a merge: what is applied replaces them.
    liveItems.set(element, liveItems.has(element) ? null : live[index]);
  }
  const appliedItems = new Map(appliedElements.map((element, index) => [element, applied[index]]));
  const shared = appliedElements.filter((element) => liveItems.has(element));
  let nextShared = shared.shift();

  const merged: unknown[] = [];
  const done = new Set<PathElement>();
  const take = (element: PathElement): void => {
    done.add(element);
    const item = merge(list.items, liveItems.get(element), appliedItems.get(element));
    if (item !== undefined) merged.push(item);
  };
  let [left, right] = [0, 0];
  while (left < live.length || right < applied.length) {
    const [old, next] = [liveElements[left], appliedElements[right]];
    if (old !== undefined && next !== undefined) {
      if (old === next) {
        take(old);
        left++;
        right++;
        nextShared = shared.shift();
        continue;
      }
      if (appliedItems.has(old) && nextShared !== undefined && nextShared !== old) {
        // Both have it, but its turn comes later.
        left++;
        continue;
      }
    }
    if (old !== undefined) {
      if (!appliedItems.has(old)) {
        merged.push(live[left]);
        left++;
        continue;
      }
      if (done.has(old)) left++;
    }
    if (next !== undefined) {
      take(next);
      right++;
      if (nextShared === next) nextShared = shared.shift();
    }
  }
  return merged;
}
