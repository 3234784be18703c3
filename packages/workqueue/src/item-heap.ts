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
    const known = this.#byItem.get(item);
    if (known !== undefined) {
      if (key >= known.key) return;
      known.key = key;
      known.sequence = this.#sequence++;
      this.#siftUp(known);
      return;
    }
    const entry = { item, key, sequence: this.#sequence++, index: this.#entries.length };
    this.#byItem.set(item, entry);
    this.#entries.push(entry);
    this.#siftUp(entry);
  }

  /** The first item, which leaves the heap, unless its number is above the limit; undefined where there is none. */
  pop(limit: number = Infinity): K | undefined {
    const first = this.#entries[0];
    if (first === undefined || first.key > limit) return undefined;
    this.#remove(first);
    return first.item;
  }

  /** Takes an item out; false where it is not there. */
  delete(item: K): boolean {
    const entry = this.#byItem.get(item);
    if (entry === undefined) return false;
    this.#remove(entry);
    return true;
  }

  clear(): void {
    this.#entries.length = 0;
    this.#byItem.clear();
  }

  #remove(entry: Entry<K>): void {
    this.#byItem.delete(entry.item);
    const last = this.#entries.pop();
    if (last === undefined || last === entry) return;
    // The last entry fills the gap, and then goes to where its number belongs.
    this.#place(last, entry.index);
    this.#siftUp(last);
    this.#siftDown(last);
  }

  #siftUp(entry: Entry<K>): void {
    let { index } = entry;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#entries[parentIndex];
      if (parent === undefined || !isBefore(entry, parent)) break;
      this.#place(parent, index);
      index = parentIndex;
    }
    this.#place(entry, index);
  }

  #siftDown(entry: Entry<K>): void {
    let { index } = entry;
    for (;;) {
      const left = this.#entries[2 * index + 1];
      const right = this.#entries[2 * index + 2];
      const child = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, entry)) break;
      const childIndex = child.index;
      this.#place(child, index);
      index = childIndex;
    }
    this.#place(entry, index);
  }

  #place(entry: Entry<K>, index: number): void {
    this.#entries[index] = entry;
    entry.index = index;
  }
}

function isBefore<K>(a: Entry<K>, b: Entry<K>): boolean {
  return a.key < b.key || (a.key === b.key && a.sequence < b.sequence);
}
