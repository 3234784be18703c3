/** Smallest number of slots, and the most that an empty buffer keeps; a power of two. */
const baseCapacity = 64;

/** First in, first out, in constant time: a growing array that is used as a ring. */
export class RingBuffer<T> {
  #slots: (T | undefined)[] = Array.from({ length: baseCapacity });
  #head = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(item: T): void {
    if (this.#length === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#length) & (this.#slots.length - 1)] = item;
    this.#length += 1;
  }

  /** The oldest item, which leaves the buffer; undefined where there is none. */
  pop(): T | undefined {
    if (this.#length === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#length -= 1;
    // What a burst needed is not kept forever.
    if (this.#length === 0 && this.#slots.length > baseCapacity) {
      this.#slots = Array.from({ length: baseCapacity });
      this.#head = 0;
    }
    return item;
  }

  #grow(): void {
    const slots = [...this.#slots.slice(this.#head), ...this.#slots.slice(0, this.#head)];
    slots.length *= 2;
    this.#slots = slots.fill(undefined, this.#length);
    this.#head = 0;
  }
}
