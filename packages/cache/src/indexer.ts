import { KubernetesError } from "@kubets/apimachinery";
import { ObjectStore, type Store, type StoreOptions } from "./store.ts";

/** The values under which an object is found; it must depend on the object alone, and always say the same of it. */
export type IndexFunction<T> = (object: T) => readonly string[];

/** Index functions by the name of their index. */
export type Indexers<T> = Readonly<Record<string, IndexFunction<T>>>;

/** A {@link Store} that also finds objects by values computed from them (F107). */
export interface Indexer<T> extends Store<T> {
  /** The objects with this value in the index. Throws a KubernetesError of reason InvalidRequest for an unknown index. */
  byIndex(index: string, value: string): T[];
  /** The keys of those objects, sorted. Throws as {@link byIndex} does. */
  indexKeys(index: string, value: string): string[];
  /** All values that some object has in the index, in no promised order. Throws as {@link byIndex} does. */
  indexValues(index: string): string[];
  /** The values under which the index files such an object, stored or not. Throws as {@link byIndex} does. */
  valuesOf(index: string, object: T): readonly string[];
  hasIndex(index: string): boolean;
  /**
   * Adds indexes and fills them from the objects already there. Throws a KubernetesError of reason InvalidRequest, and
   * adds none, where a name is taken by another function.
   */
  addIndexers(indexers: Indexers<T>): void;
}

/** Options of {@link createIndexer}. */
export interface IndexerOptions<T> extends StoreOptions<T> {
  readonly indexers?: Indexers<T> | undefined;
  /**
   * Hears of each failure of an index function; the object is then stored, and found by the other indexes only. Default:
   * the write throws the function's first error, after it was made.
   */
  readonly onIndexError?: ((error: unknown, index: string, key: string) => void) | undefined;
}

/** Creates an empty {@link Indexer}. */
export function createIndexer<T>(options: IndexerOptions<T> = {}): Indexer<T> {
  return new ObjectIndexer(options);
}

interface Index<T> {
  readonly name: string;
  readonly valuesOf: IndexFunction<T>;
  readonly keys: Map<string, Set<string>>;
}

const none: readonly string[] = [];

class ObjectIndexer<T> extends ObjectStore<T> implements Indexer<T> {
  readonly #indexes = new Map<string, Index<T>>();
  readonly #onIndexError: IndexerOptions<T>["onIndexError"];

  constructor(options: IndexerOptions<T>) {
    super(options);
    this.#onIndexError = options.onIndexError;
    if (options.indexers) this.addIndexers(options.indexers);
  }

  byIndex(index: string, value: string): T[] {
    const found: T[] = [];
    for (const key of this.#index(index).keys.get(value) ?? none) {
      const object = this.objects.get(key);
      if (object !== undefined) found.push(object);
    }
    return found;
  }

  indexKeys(index: string, value: string): string[] {
    return [...(this.#index(index).keys.get(value) ?? none)].toSorted();
  }

  indexValues(index: string): string[] {
    return [...this.#index(index).keys.keys()];
  }

  valuesOf(index: string, object: T): readonly string[] {
    return valuesOf(this.#index(index), object, "", undefined);
  }

  hasIndex(index: string): boolean {
    return this.#indexes.has(index);
  }

  addIndexers(indexers: Indexers<T>): void {
    const added = Object.entries(indexers).filter(([name, valuesOf]) => {
      const known = this.#indexes.get(name);
      if (known && known.valuesOf !== valuesOf) throw invalid(`there is another index named "${name}" already`);
      return !known;
    });
    for (const [name, valuesOf] of added) {
      const index: Index<T> = { name, valuesOf, keys: new Map() };
      this.#indexes.set(name, index);
      this.#reporting((report) => {
        for (const [key, object] of this.objects) this.#move(index, key, undefined, object, report);
      });
    }
  }

  protected override changed(key: string, previous: T | undefined, next: T | undefined): void {
    if (this.#indexes.size === 0) return;
    this.#reporting((report) => {
      for (const index of this.#indexes.values()) this.#move(index, key, previous, next, report);
    });
  }

  #move(index: Index<T>, key: string, previous: T | undefined, next: T | undefined, report: Report): void {
    // A function that failed for the previous object failed when that was stored too, and was reported then.
    const from = previous === undefined ? none : valuesOf(index, previous, key, undefined);
    const to = next === undefined ? none : valuesOf(index, next, key, report);
    if (sameValues(from, to)) return;
    for (const value of from) {
      const keys = index.keys.get(value);
      // Empty sets go, so that an index does not grow with every value there ever was (C30).
      if (keys?.delete(key) && keys.size === 0) index.keys.delete(value);
    }
    for (const value of to) {
      const keys = index.keys.get(value);
      if (keys) keys.add(key);
      else index.keys.set(value, new Set([key]));
    }
  }

  /** Runs a write that must not stop half-way; without `onIndexError`, throws the first failure when it is complete. */
  #reporting(write: (report: Report) => void): void {
    if (this.#onIndexError) return write(this.#onIndexError);
    let first: { readonly error: unknown } | undefined;
    write((error) => (first ??= { error }));
    if (first) throw first.error;
  }

  #index(name: string): Index<T> {
    const index = this.#indexes.get(name);
    if (!index) throw invalid(`there is no index named "${name}"`);
    return index;
  }
}

type Report = (error: unknown, index: string, key: string) => void;

function valuesOf<T>(index: Index<T>, object: T, key: string, report: Report | undefined): readonly string[] {
  try {
    return index.valuesOf(object);
  } catch (error) {
    report?.(error, index.name, key);
    return none;
  }
}

function sameValues(a: readonly string[], b: readonly string[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function invalid(message: string): KubernetesError {
  return new KubernetesError(message, { reason: "InvalidRequest" });
}
