import { objectKey, type KubernetesObject } from "@kubets/apimachinery";

/**
 * Objects by key, as the informer keeps them (F107). Objects are shared, not copied: whoever changes one in place breaks
 * the indexes (C31). Everything is synchronous, so a reader never sees half of a write.
 */
export interface Store<T> {
  readonly size: number;
  /** Grows with every write: as long as it is the same, so is everything that the store returns. */
  readonly revision: number;
  /** The key of an object: `namespace/name`, or `name` without a namespace, unless `keyOf` was given (F109). */
  keyOf(object: T): string;
  get(key: string): T | undefined;
  /** A new array of all objects, in no promised order. */
  list(): T[];
  keys(): IterableIterator<string>;
  /** Adds the object, or puts it in the place of the one with its key, which is returned. */
  set(object: T): T | undefined;
  /** Removes what has this key and returns it. */
  delete(key: string): T | undefined;
  /**
   * Makes these objects the whole content (C18). `onChange` hears of each change after it was made: first the objects that
   * vanished, then the given ones in their order (C26). Of two objects with one key the later one counts. With `within`,
   * what has other keys stays.
   */
  replace(
    objects: Iterable<T>,
    onChange?: (previous: T | undefined, next: T | undefined) => void,
    within?: (key: string) => boolean,
  ): void;
}

/** Options of {@link createStore}. */
export interface StoreOptions<T> {
  /** Default: `namespace/name` of the object's metadata. */
  readonly keyOf?: ((object: T) => string) | undefined;
}

/** Creates an empty {@link Store}; for one with indexes see {@link createIndexer}. */
export function createStore<T>(options: StoreOptions<T> = {}): Store<T> {
  return new ObjectStore(options);
}

/** A store on one flat Map. `changing` is where the indexer hooks in. */
export class ObjectStore<T> implements Store<T> {
  readonly keyOf: (object: T) => string;
  protected readonly objects: Map<string, T> = new Map<string, T>();
  #revision = 0;

  constructor({ keyOf = (object) => objectKey(object as KubernetesObject) }: StoreOptions<T>) {
    this.keyOf = keyOf;
  }

  /** Called after every write with the objects before and after it. */
  protected changed(_key: string, _previous: T | undefined, _next: T | undefined): void {}

  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    return this.objects.size;
  }

  get(key: string): T | undefined {
    return this.objects.get(key);
  }

  list(): T[] {
    return [...this.objects.values()];
  }

  keys(): IterableIterator<string> {
    return this.objects.keys();
  }

  set(object: T): T | undefined {
    return this.#write(this.keyOf(object), object);
  }

  delete(key: string): T | undefined {
    const previous = this.objects.get(key);
    if (previous === undefined) return undefined;
    this.objects.delete(key);
    this.#revision++;
    this.changed(key, previous, undefined);
    return previous;
  }

  replace(
    objects: Iterable<T>,
    onChange?: (previous: T | undefined, next: T | undefined) => void,
    within?: (key: string) => boolean,
  ): void {
    const next = new Map<string, T>();
    for (const object of objects) next.set(this.keyOf(object), object);
    for (const key of this.objects.keys()) {
      if (next.has(key) || within?.(key) === false) continue;
      const previous = this.delete(key);
      onChange?.(previous, undefined);
    }
    for (const [key, object] of next) {
      const previous = this.#write(key, object);
      onChange?.(previous, object);
    }
  }

  #write(key: string, object: T): T | undefined {
    const previous = this.objects.get(key);
    this.objects.set(key, object);
    this.#revision++;
    this.changed(key, previous, object);
    return previous;
  }
}
