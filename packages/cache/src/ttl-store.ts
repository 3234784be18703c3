import { realClock, type Clock } from "@kubets/wait";
import { createStore, type Store, type StoreOptions } from "./store.ts";

/** Options of {@link createTtlStore}. */
export interface TtlStoreOptions<T> extends StoreOptions<T> {
  /** How long an object stays after it was last set. 0 or less: for ever. */
  readonly ttlMs: number;
  readonly clock?: Clock | undefined;
}

interface Timed<T> {
  readonly object: T;
  readonly setAt: number;
}

/**
 * Creates an empty {@link Store} whose objects are gone once they are older than `ttlMs` (F110). There is no timer: what
 * has expired is removed when somebody reads, by key or all; `size` and `keys` remove what has expired first too.
 */
export function createTtlStore<T>(options: TtlStoreOptions<T>): Store<T> {
  const { ttlMs, clock = realClock } = options;
  const keys = createStore(options);
  const keyOf = (object: T): string => keys.keyOf(object);
  const store = createStore<Timed<T>>({ keyOf: ({ object }) => keyOf(object) });
  const timed = (object: T): Timed<T> => ({ object, setAt: clock.monotonicNow() });

  function alive(key: string): T | undefined {
    const found = store.get(key);
    if (!found) return undefined;
    if (!isOver(found)) return found.object;
    store.delete(key);
    return undefined;
  }

  function isOver({ setAt }: Timed<T>): boolean {
    return ttlMs > 0 && clock.monotonicNow() - setAt > ttlMs;
  }

  function removeExpired(): void {
    for (const found of store.list()) if (isOver(found)) store.delete(store.keyOf(found));
  }

  return {
    get size() {
      removeExpired();
      return store.size;
    },
    get revision() {
      removeExpired();
      return store.revision;
    },
    keyOf,
    get: alive,
    list() {
      removeExpired();
      return store.list().map(({ object }) => object);
    },
    keys() {
      removeExpired();
      return store.keys();
    },
    set(object) {
      const previous = alive(keyOf(object));
      store.set(timed(object));
      return previous;
    },
    delete(key) {
      const previous = alive(key);
      store.delete(key);
      return previous;
    },
    replace(objects, onChange) {
      removeExpired();
      store.replace(
        [...objects].map((object) => timed(object)),
        (previous, next) => onChange?.(previous?.object, next?.object),
      );
    },
  };
}
