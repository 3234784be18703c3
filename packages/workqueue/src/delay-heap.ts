interface Entry<K> {
  readonly item: K;
  readyAt: number;
  /** Orders entries of one moment by when they came. */
  sequence: number;
  index: number;
}

/** Items and when each is ready, soonest first; every item once. A binary heap that finds its entries by item. */
export class DelayHeap<K> {
  readonly #entries: Entry<K>[] = [];
  readonly #byItem = new Map<K, Entry<K>>();
  #sequence = 0;

  get size(): number {
    return this.#entries.length;
  }

  /** When the first item is ready; undefined where there is none. */
  get nextAt(): number | undefined {
    return this.#entries[0]?.readyAt;
  }

  /** Adds an item; one that is there already keeps the earlier of its two times (C49). */
  schedule(item: K, readyAt: number): void {
    const known = this.#byItem.get(item);
    if (known !== undefined) {
      if (readyAt >= known.readyAt) return;
      known.readyAt = readyAt;
      known.sequence = this.#sequence++;
      this.#siftUp(known);
      return;
    }
    const entry = { item, readyAt, sequence: this.#sequence++, index: this.#entries.length };
    this.#byItem.set(item, entry);
    this.#entries.push(entry);
    this.#siftUp(entry);
  }

  /** The first item that is ready at `now`, which leaves the heap; undefined where none is. */
  popReady(now: number): K | undefined {
    const first = this.#entries[0];
    if (first === undefined || first.readyAt > now) return undefined;
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
    // The last entry fills the gap, and then goes to where its time belongs.
    this.#place(last, entry.index);
    this.#siftUp(last);
    this.#siftDown(last);
  }

  #siftUp(entry: Entry<K>): void {
    let { index } = entry;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#entries[parentIndex];
      if (parent === undefined || !isSooner(entry, parent)) break;
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
      const child = left !== undefined && right !== undefined && isSooner(right, left) ? right : left;
      if (child === undefined || !isSooner(child, entry)) break;
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

function isSooner<K>(a: Entry<K>, b: Entry<K>): boolean {
  return a.readyAt < b.readyAt || (a.readyAt === b.readyAt && a.sequence < b.sequence);
}
