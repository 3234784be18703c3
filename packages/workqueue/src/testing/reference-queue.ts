interface Waiting {
  readonly item: number;
  priority: number;
  /** When it began to wait or was raised, as a count. */
  sequence: number;
}

/**
 * The queues of this package as plainly as they can be written: lists that are searched and sorted at every step. With
 * priorities an item is queued or delayed, never both; without, it can be both (C49).
 */
export class ReferenceQueue {
  readonly #merges: boolean;
  #waiting: Waiting[] = [];
  #delayed: { readonly item: number; readonly at: number; readonly sequence: number }[] = [];
  /** The items being processed, and with which priority they were taken. */
  readonly #processing = new Map<number, number>();
  /** Priorities of what is delayed, and of what is to wait again. */
  readonly #wanted = new Map<number, number>();
  readonly #again = new Set<number>();
  #takers: number[] = [];
  #takerCount = 0;
  #sequence = 0;
  #now = 0;
  /** Who got what, in order. */
  readonly log: string[] = [];

  constructor({ priorities }: { readonly priorities: boolean }) {
    this.#merges = priorities;
  }

  get length(): number {
    return this.#waiting.length;
  }

  get delayedCount(): number {
    return this.#delayed.length;
  }

  /** Those who wait for an item, in the order in which they asked. */
  get takers(): readonly number[] {
    return this.#takers;
  }

  get processing(): readonly number[] {
    return [...this.#processing.keys()];
  }

  add(item: number, priority: number): void {
    if (this.#merges) {
      this.#want(item, priority);
      this.#delayed = this.#delayed.filter((entry) => entry.item !== item);
    }
    this.#ready(item);
  }

  addAfter(item: number, ms: number, priority: number | undefined): void {
    const wanted = priority ?? this.#processing.get(item) ?? 0;
    if (ms <= 0 || (this.#merges && this.#isReady(item))) {
      if (this.#merges || ms <= 0) this.add(item, wanted);
      return;
    }
    if (this.#merges) this.#want(item, wanted);
    const known = this.#delayed.find((entry) => entry.item === item);
    if (known !== undefined && known.at <= this.#now + ms) return;
    this.#delayed = this.#delayed.filter((entry) => entry !== known);
    this.#delayed.push({ item, at: this.#now + ms, sequence: this.#sequence++ });
  }

  cancelAfter(item: number): boolean {
    const before = this.#delayed.length;
    this.#delayed = this.#delayed.filter((entry) => entry.item !== item);
    if (before === this.#delayed.length) return false;
    this.#wanted.delete(item);
    return true;
  }

  get(): void {
    this.#takers.push(this.#takerCount++);
    this.#serve();
  }

  giveUp(taker: number): void {
    this.#takers = this.#takers.filter((each) => each !== taker);
  }

  done(item: number): void {
    if (!this.#processing.delete(item) || !this.#again.delete(item)) return;
    this.#enqueue(item);
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [first] = this.#delayed.toSorted((a, b) => a.at - b.at || a.sequence - b.sequence);
      if (first === undefined || first.at > end) break;
      this.#now = first.at;
      this.#delayed = this.#delayed.filter((entry) => entry !== first);
      this.#ready(first.item);
    }
    this.#now = end;
  }

  #isReady(item: number): boolean {
    return this.#again.has(item) || this.#waiting.some((entry) => entry.item === item);
  }

  #want(item: number, priority: number): void {
    const waiting = this.#waiting.find((entry) => entry.item === item);
    if (waiting === undefined) this.#wanted.set(item, Math.max(priority, this.#wanted.get(item) ?? -Infinity));
    else if (priority > waiting.priority) {
      waiting.priority = priority;
      waiting.sequence = this.#sequence++;
    }
  }

  #ready(item: number): void {
    if (this.#processing.has(item)) this.#again.add(item);
    else if (!this.#isReady(item)) this.#enqueue(item);
  }

  #enqueue(item: number): void {
    this.#waiting.push({ item, priority: this.#wanted.get(item) ?? 0, sequence: this.#sequence++ });
    this.#wanted.delete(item);
    this.#serve();
  }

  #serve(): void {
    while (this.#takers.length > 0 && this.#waiting.length > 0) {
      this.#waiting.sort((a, b) => b.priority - a.priority || a.sequence - b.sequence);
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#processing.set(next.item, next.priority);
      this.log.push(`taker ${this.#takers.shift()} got ${next.item} (${next.priority})`);
    }
  }
}
