/**
 * Those of the names that somebody may have meant who wrote `said`: at most three, the nearest first, none that is much
 * different from it.
 */
export function nearestNames(said: string, names: Iterable<string>): string[] {
  const wanted = said.toLowerCase();
  const most = Math.max(1, Math.floor(wanted.length / 3));
  const near: [name: string, distance: number][] = [];
  for (const name of new Set(names)) {
    const distance = editDistance(wanted, name.toLowerCase(), most);
    if (distance <= most) near.push([name, distance]);
  }
  return near
    .toSorted(([, one], [, other]) => one - other)
    .slice(0, 3)
    .map(([name]) => name);
}

/** How many letters to add, drop, change or swap with the next; anything above `most` is `most + 1`. */
function editDistance(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = one[i - 1] === other[j - 1] ? 0 : 1;
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + change);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      if (swapped) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return Math.min(row[other.length] ?? 0, most + 1);
}
