import { compareElements, type PathElement } from "./path-element.ts";

/**
 * A set of paths, as a tree: a node is in the set where it is `owned`, whatever is below it. Never changed once it is
 * built, so that sets share what they have in common. A node below the root is owned or has children.
 */
export interface FieldSet {
  readonly owned: boolean;
  readonly children: ReadonlyMap<PathElement, FieldSet>;
}

export const emptySet: FieldSet = { owned: false, children: new Map() };
const leaf: FieldSet = { owned: true, children: new Map() };

/** A set under construction: what was put into it as a whole stays as it is. */
interface Builder {
  owned: boolean;
  readonly children: Map<PathElement, Builder | FieldSet>;
}

export function createSet(): Builder {
  return { owned: false, children: new Map() };
}

/** Adds a path. The empty one, the whole object, belongs to nobody. */
export function insert(set: Builder, path: readonly PathElement[]): void {
  if (path.length === 0) return;
  nodeAt(set, path).owned = true;
}

/** Puts a whole set in the place of a path, of which nothing was added before. */
export function graft(set: Builder, path: readonly PathElement[], whole: FieldSet): void {
  nodeAt(set, path.slice(0, -1)).children.set(path.at(-1) ?? "", whole);
}

function nodeAt(set: Builder, path: readonly PathElement[]): Builder {
  let node = set;
  for (const element of path) {
    let next = node.children.get(element) as Builder | undefined;
    if (!next) node.children.set(element, (next = createSet()));
    node = next;
  }
  return node;
}

export function setOf(...paths: readonly (readonly PathElement[])[]): FieldSet {
  const set = createSet();
  for (const path of paths) insert(set, path);
  return set;
}

export function isEmpty(set: FieldSet): boolean {
  return !set.owned && set.children.size === 0;
}

export function has(set: FieldSet, path: readonly PathElement[]): boolean {
  let node: FieldSet | undefined = set;
  for (const element of path) node = node?.children.get(element);
  return path.length > 0 && node?.owned === true;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmpty(b)) return a;
  if (isEmpty(a)) return b;
  const children = new Map(a.children);
  for (const [element, node] of b.children) {
    const other = children.get(element);
    children.set(element, other ? union(other, node) : node);
  }
  return { owned: a.owned || b.owned, children };
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a;
  const children = new Map<PathElement, FieldSet>();
  for (const [element, node] of a.children) {
    const other = b.children.get(element);
    if (!other) continue;
    const both = intersection(node, other);
    if (!isEmpty(both)) children.set(element, both);
  }
  return { owned: a.owned && b.owned, children };
}

/** What is in `a` and not in `b`. What is below a path of `b` stays, unless `b` has it too. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return without(a, b, difference);
}

/** What is in `a` and neither in `b` nor below anything in `b`. */
export function differenceBelow(a: FieldSet, b: FieldSet): FieldSet {
  return b.owned ? emptySet : without(a, b, differenceBelow);
}

function without(a: FieldSet, b: FieldSet, inner: typeof difference): FieldSet {
  if (isEmpty(a) || isEmpty(b)) return a;
  const owned = a.owned && !b.owned;
  if (a.children.size === 0) return owned === a.owned ? a : emptySet;
  const children = new Map<PathElement, FieldSet>();
  for (const [element, node] of a.children) {
    const other = b.children.get(element);
    const left = other ? inner(node, other) : node;
    if (!isEmpty(left)) children.set(element, left);
  }
  return { owned, children };
}

/** Whether both hold the same paths. */
export function sameSet(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  if (a.owned !== b.owned || a.children.size !== b.children.size) return false;
  for (const [element, node] of a.children) {
    const other = b.children.get(element);
    if (!other || !sameSet(node, other)) return false;
  }
  return true;
}

/** The children in the order in which servers write them. */
export function sortedChildren({ children }: FieldSet): (readonly [PathElement, FieldSet])[] {
  if (children.size < 2) return [...children];
  const elements = [...children.keys()];
  // Nearly always all of them are fields, with names whose order is that of plain texts.
  elements.sort(elements.every(isPlainField) ? undefined : compareElements);
  return elements.map((element) => [element, children.get(element) ?? emptySet]);
}

function isPlainField(element: PathElement): boolean {
  return element.startsWith("f:") && !/[\ud800-\udfff]/.test(element);
}

/** All paths: those of a level before those below it. */
export function* pathsOf(set: FieldSet, prefix: readonly PathElement[] = []): Generator<readonly PathElement[]> {
  const children = sortedChildren(set);
  for (const [element, node] of children) if (node.owned) yield [...prefix, element];
  for (const [element, node] of children) yield* pathsOf(node, [...prefix, element]);
}

export { leaf as ownedLeaf };
