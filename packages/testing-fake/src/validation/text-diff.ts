/** Places where two lists of lines are the same: `size` lines from `a` in one and from `b` in the other. */
interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/**
 * Finds what two lists of lines have in common, by the longest run first and then on both sides of it, as Python's difflib
 * does and what was made after it. Lines that are more than a hundredth of a long text start no match.
 */
function matchesOf(left: readonly string[], right: readonly string[]): readonly Match[] {
  const places = new Map<string, number[]>();
  for (const [index, line] of right.entries()) {
    const known = places.get(line);
    if (known) known.push(index);
    else places.set(line, [index]);
  }
  if (right.length >= 200) {
    const many = Math.floor(right.length / 100) + 1;
    for (const [line, indices] of places) if (indices.length > many) places.delete(line);
  }
  const found: Match[] = [];
  const queue = [[0, left.length, 0, right.length]];
  for (let range = queue.pop(); range; range = queue.pop()) {
    const [fromA = 0, toA = 0, fromB = 0, toB = 0] = range;
    const match = longest(left, right, places, fromA, toA, fromB, toB);
    if (match.size === 0) continue;
    found.push(match);
    if (fromA < match.a && fromB < match.b) queue.push([fromA, match.a, fromB, match.b]);
    if (match.a + match.size < toA && match.b + match.size < toB) {
      queue.push([match.a + match.size, toA, match.b + match.size, toB]);
    }
  }
  return found.toSorted((one, other) => one.a - other.a);
}

function longest(
  left: readonly string[],
  right: readonly string[],
  places: ReadonlyMap<string, readonly number[]>,
  fromA: number,
  toA: number,
  fromB: number,
  toB: number,
): Match {
  let [a, b, size] = [fromA, fromB, 0];
  let lengths = new Map<number, number>();
  for (let i = fromA; i < toA; i++) {
    const next = new Map<number, number>();
    for (const j of places.get(left[i] ?? "") ?? []) {
      if (j < fromB) continue;
      if (j >= toB) break;
      const length = (lengths.get(j - 1) ?? 0) + 1;
      next.set(j, length);
      if (length > size) [a, b, size] = [i - length + 1, j - length + 1, length];
    }
    lengths = next;
  }
  while (a > fromA && b > fromB && left[a - 1] === right[b - 1]) [a, b, size] = [a - 1, b - 1, size + 1];
  while (a + size < toA && b + size < toB && left[a + size] === right[b + size]) size++;
  return { a, b, size };
}

const context = 3;

/** The difference of two texts in the unified format, with three lines around each change; empty where there is none. */
export function unifiedDiff(left: readonly string[], right: readonly string[]): string {
  const changes: { a: number; endA: number; b: number; endB: number }[] = [];
  let [a, b] = [0, 0];
  for (const match of [...matchesOf(left, right), { a: left.length, b: right.length, size: 0 }]) {
    if (a < match.a || b < match.b) changes.push({ a, endA: match.a, b, endB: match.b });
    [a, b] = [match.a + match.size, match.b + match.size];
  }
  const groups: (typeof changes)[] = [];
  for (const change of changes) {
    const last = groups.at(-1);
    if (last && change.a - (last.at(-1)?.endA ?? 0) <= context * 2) last.push(change);
    else groups.push([change]);
  }
  return groups.map((group) => hunk(group, left, right)).join("");
}

function hunk(
  group: readonly { a: number; endA: number; b: number; endB: number }[],
  left: readonly string[],
  right: readonly string[],
): string {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return "";
  const before = Math.min(context, first.a, first.b);
  const [fromA, fromB] = [first.a - before, first.b - before];
  const toA = Math.min(left.length, last.endA + context);
  const toB = Math.min(right.length, last.endB + context);
  let text = `@@ -${range(fromA, toA)} +${range(fromB, toB)} @@\n`;
  let at = fromA;
  const write = (mark: string, lines: readonly string[]): void => {
    for (const line of lines) text += `${mark}${line}\n`;
  };
  for (const change of group) {
    write(" ", left.slice(at, change.a));
    write("-", left.slice(change.a, change.endA));
    write("+", right.slice(change.b, change.endB));
    at = change.endA;
  }
  write(" ", left.slice(at, toA));
  return text;
}

function range(from: number, to: number): string {
  const length = to - from;
  if (length === 1) return String(from + 1);
  return `${length === 0 ? from : from + 1},${length}`;
}
