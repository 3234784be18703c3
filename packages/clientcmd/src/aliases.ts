/** Values that a document of so many characters may unfold to. */
const mostOf = (length: number): number => 100_000 + 10 * length;

/**
 * Why a value that was read from a text cannot be used, because of its aliases: one that leads back to itself has no end,
 * and a few lines of them can stand for more than any memory holds. Nothing where it can.
 */
export function aliasProblem(root: unknown, length: number): string | undefined {
  const sizes = new Map<object, number>();
  const inside = new Set<object>();
  let cyclic = false;
  const sizeOf = (value: unknown): number => {
    if (typeof value !== "object" || value === null) return 1;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    if (inside.has(value)) {
      cyclic = true;
      return 1;
    }
    inside.add(value);
    let size = 1;
    for (const child of Object.values(value)) size += sizeOf(child);
    inside.delete(value);
    sizes.set(value, size);
    return size;
  };
  const size = sizeOf(root);
  if (cyclic) return "an alias stands inside of what it stands for";
  return size > mostOf(length) ? `its aliases unfold to more than ${mostOf(length)} values` : undefined;
}
