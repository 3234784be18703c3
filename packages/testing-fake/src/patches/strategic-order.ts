import { equal } from "../json.ts";

/** What tells an element of a list apart: its merge key, or the plain value itself. */
export type KeyOf = (element: unknown) => unknown;

/**
 * Puts a merged list in order. Elements that the patch names keep the patch's order, all others that of the list as it
 * was; between the two, an element that stood before another stays before it.
 */
export function normalizeOrder(
  merged: readonly unknown[],
  patchOrder: readonly unknown[],
  originalOrder: readonly unknown[],
  keyOf: KeyOf,
): unknown[] {
  const positionIn = (order: readonly unknown[], element: unknown): number => {
    const key = keyOf(element);
    return order.findIndex((other) => equal(keyOf(other), key));
  };
  const byPatch: unknown[] = [];
  const others: unknown[] = [];
  for (const element of merged) (positionIn(patchOrder, element) >= 0 ? byPatch : others).push(element);
  const inOrder = (elements: unknown[], order: readonly unknown[]): unknown[] =>
    elements.toSorted((a, b) => positionIn(order, a) - positionIn(order, b));

  const left = inOrder(others, originalOrder);
  const right = inOrder(byPatch, patchOrder);
  const result: unknown[] = [];
  let next = 0;
  for (const element of right) {
    const limit = positionIn(originalOrder, element);
    const precedes = (other: unknown): boolean => {
      const position = positionIn(originalOrder, other);
      return position >= 0 && position < limit;
    };
    while (next < left.length && precedes(left[next])) result.push(left[next++]);
    result.push(element);
  }
  return [...result, ...left.slice(next)];
}
