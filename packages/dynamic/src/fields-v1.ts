/**
 * The wire's form of a set of fields (`managedFields[].fieldsV1`): a tree whose keys are `f:name` for a field, `k:{…}` for
 * the element of a list with these keys, `v:value` for an element that is this value, `i:0` for one by its place. `.` says
 * that the node itself is in the set; so does an empty node.
 */
export interface FieldsV1 {
  readonly [element: string]: FieldsV1;
}

/** All that is in one set or the other. */
export function union(one: FieldsV1, other: FieldsV1): FieldsV1 {
  const isLeaf = (fields: FieldsV1): boolean => Object.keys(fields).length === 0;
  if (isLeaf(one)) return isLeaf(other) ? one : { ".": {}, ...other };
  if (isLeaf(other)) return { ".": {}, ...one };
  const all: Record<string, FieldsV1> = { ...one };
  for (const [element, fields] of Object.entries(other)) {
    const before = all[element];
    all[element] = before ? union(before, fields) : fields;
  }
  return all;
}

/** What is below a node, without the node itself. */
export function children(fields: FieldsV1): [element: string, fields: FieldsV1][] {
  return Object.entries(fields).filter(([element]) => element !== ".");
}

/**
 * The part of a value that a set of fields names. A field alone is taken whole, unless `all` knows of fields below it: then
 * somebody else owns those, and of this one an empty object or list is left. Elements of lists keep their keys, so that the
 * result can be applied again; those that are owned as a whole, such as owner references, are whole.
 */
export function extract(value: unknown, fields: FieldsV1, all: FieldsV1): unknown {
  const below = children(fields);
  if (below.length === 0) return children(all).length === 0 ? structuredClone(value) : emptyOf(value);
  if (Array.isArray(value)) return extractElements(value, below, all);
  if (typeof value !== "object" || value === null) return value;
  const part: Record<string, unknown> = {};
  for (const [element, inner] of below) {
    const name = element.slice(2);
    const own = (value as Record<string, unknown>)[name];
    // Gone since: managedFields of objects that were changed without the server's knowledge.
    if (!element.startsWith("f:") || own === undefined) continue;
    Object.defineProperty(part, name, { ...property, value: extract(own, inner, all[element] ?? inner) });
  }
  return part;
}

/** Defined rather than assigned: a field may be called `__proto__`. */
const property = { enumerable: true, configurable: true, writable: true } as const;

function extractElements(list: readonly unknown[], below: [string, FieldsV1][], all: FieldsV1): unknown[] {
  // In the list's order, not in that of the set.
  return list.flatMap((value, index) => {
    const [element, inner] = below.find(([each]) => names(each, value, index)) ?? [];
    if (element === undefined || inner === undefined) return [];
    if (!element.startsWith("k:")) return [structuredClone(value)];
    const part = extract(value, inner, all[element] ?? inner) as object;
    const keys = JSON.parse(element.slice(2)) as object;
    // Whoever applied an element owns its keys, but for one that the server filled in. Whoever has changed one owns none.
    return [Object.keys(keys).some((name) => name in part) ? part : { ...keys, ...part }];
  });
}

function names(element: string, value: unknown, index: number): boolean {
  const text = element.slice(2);
  if (element.startsWith("i:")) return Number(text) === index;
  if (element.startsWith("v:")) return same(JSON.parse(text), value);
  if (!element.startsWith("k:") || typeof value !== "object" || value === null) return false;
  const keys = Object.entries(JSON.parse(text) as object);
  return keys.every(([name, expected]) => same(expected, keyOf(value as Record<string, unknown>, name)));
}

/** The protocol of a port is a key that may be left out; no other key of the API has a default. */
function keyOf(value: Record<string, unknown>, name: string): unknown {
  return value[name] ?? (name === "protocol" ? "TCP" : undefined);
}

function same(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function emptyOf(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  return typeof value === "object" && value !== null ? {} : value;
}
