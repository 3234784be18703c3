/** A map that forgets what has not been touched for longest once it holds more than `capacity`. */
export interface LruMap<V> {
  readonly size: number;
  /** Reading counts as touching. */
  get(key: string): V | undefined;
  /** Returns what was forgotten to make room. */
  set(key: string, value: V): V | undefined;
  delete(key: string): void;
  values(): Iterable<V>;
}

/** Creates an {@link LruMap}. Throws a RangeError on a capacity below 1. */
export function createLruMap<V>(capacity: number): LruMap<V> {
  if (!(capacity >= 1)) throw new RangeError(`capacity must be at least 1, not ${capacity}`);
  // A Map remembers the order of insertion: the front is what was touched longest ago.
  const entries = new Map<string, V>();
  const touch = (key: string, value: V): void => {
    entries.delete(key);
    entries.set(key, value);
  };
  return {
    get size() {
      return entries.size;
    },
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) touch(key, value);
      return value;
    },
    set(key, value) {
      touch(key, value);
      if (entries.size <= capacity) return undefined;
      const [oldest] = entries;
      if (!oldest) return undefined;
      entries.delete(oldest[0]);
      return oldest[1];
    },
    delete: (key) => void entries.delete(key),
    values: () => entries.values(),
  };
}
