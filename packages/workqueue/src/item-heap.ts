interface Entry<K> {
  readonly item: K;
  key: number;
  /** Orders entries of one key by when they came. */
  sequence: number;
  index: number;
}

/**
 * Items by a number, such as the time when each is ready: lowest first, then in the order in which they came; every item
 * once. A binary heap that finds its entries by item.
 */
export class ItemHeap<K> {
  readonly #entries: Entry<K>[] = [];
  readonly #byItem = new Map<K, Entry<K>>();
  #sequence = 0;

  get length(): number {
    return this.#entries.length;
  }

  /** The lowest number; undefined where there is no item. */
  get firstKey(): number | undefined {
    return this.#entries[0]?.key;
  }

  /** Adds an item. One that is there already keeps the lower of its two numbers; lowered, it comes last among its equals. */
  put(item: K, key: number): void {
    let entry = this.#byItem.get(item);
    if (entry === undefined) {
      entry = { item, key, sequence: 0, index: this.length };
      this.#byItem.set(item, entry);
    } else if (key >= entry.key) {
      return;
    }
    entry.key = key;
    entry.sequence = this.#sequence++;
    this.#settle(entry, entry.index);
  }

  /** The first item, which leaves the heap, unless its number is above the limit; undefined where there is none. */
  pop(limit: number = Infinity): K | undefined {
    const first = this.#entries[0];
    if (first === undefined || first.key > limit) return undefined;
    this.delete(first.item);
    return first.item;
  }

  /** Takes an item out; false where it is not there. */
  delete(item: K): boolean {
    const entry = this.#byItem.get(item);
    if (entry === undefined) return false;
    this.#byItem.delete(item);
    const last = this.#entries.pop();
    // The last entry fills the gap, and then goes to where its number belongs.
    if (last !== undefined && last !== entry) this.#settle(last, entry.index);
    return true;
  }

  clear(): void {
    this.#entries.length = 0;
    this.#byItem.clear();
  }

  /** Puts an entry where its number belongs, starting from a gap that is moved up or down. */
  #settle(entry: Entry<K>, gap: number): void {
    for (;;) {
      const other = this.#rival(entry, gap);
      if (other === undefined) break;
      const { index } = other;
      this.#place(other, gap);
      gap = index;
    }
    this.#place(entry, gap);
  }

  /** Who would be in the wrong order with an entry in that place: the parent, or the first of the children. */
  #rival(entry: Entry<K>, gap: number): Entry<K> | undefined {
    const parent = gap > 0 ? this.#entries[(gap - 1) >> 1] : undefined;
    if (parent !== undefined && isBefore(entry, parent)) return parent;
    const left = this.#entries[2 * gap + 1];
    const right = this.#entries[2 * gap + 2];
    const child = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
    return child !== undefined && isBefore(child, entry) ? child : undefined;
  }

  #place(entry: Entry<K>, index: number): void {
    this.#entries[index] = entry;
    entry.index = index;
  }
}

function isBefore<K>(a: Entry<K>, b: Entry<K>): boolean {
  return a.key < b.key || (a.key === b.key && a.sequence < b.sequence);
}
