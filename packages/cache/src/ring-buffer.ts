/** A first-in first-out queue on an array that doubles when full: no shifting, no allocation per element (C35). */
export interface RingBuffer<E> {
  readonly length: number;
  push(element: E): void;
  shift(): E | undefined;
  clear(): void;
}

const initialCapacity = 16;

export function createRingBuffer<E>(): RingBuffer<E> {
  // The capacity is a power of two, so that a mask wraps an index around.
  let slots = slotsFor<E>(initialCapacity);
  let head = 0;
  let length = 0;

  function grow(): void {
    const larger = slotsFor<E>(slots.length * 2);
    for (let i = 0; i < length; i++) larger[i] = slots[(head + i) & (slots.length - 1)];
    slots = larger;
    head = 0;
  }

  return {
    get length() {
      return length;
    },
    push(element) {
      if (length === slots.length) grow();
      slots[(head + length) & (slots.length - 1)] = element;
      length++;
    },
    shift() {
      if (length === 0) return undefined;
      const element = slots[head];
      slots[head] = undefined;
      head = (head + 1) & (slots.length - 1);
      length--;
      // A burst such as the initial list must not be paid for ever after.
      if (length === 0 && slots.length > 1024) this.clear();
      return element;
    },
    clear() {
      slots = slotsFor(initialCapacity);
      head = 0;
      length = 0;
    },
  };
}

function slotsFor<E>(capacity: number): (E | undefined)[] {
  // Not Array.from, which fills the slots one by one: a list of 50 000 objects doubles a queue twelve times.
  const slots: (E | undefined)[] = [];
  slots.length = capacity;
  return slots;
}
