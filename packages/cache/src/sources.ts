import type { ListerWatcher } from "./lister-watcher.ts";

/** One of the collections that make up a cache. */
export interface Source<T> {
  /** Absent where there is but one, of one namespace or of all. */
  readonly namespace?: string | undefined;
  readonly listerWatcher: ListerWatcher<T>;
  /** Whether the object with this key is one of it; absent where all are. */
  readonly holds?: ((key: string) => boolean) | undefined;
}

/** The sources that an informer's `listerWatcher` stands for. */
export function sourcesOf<T>(given: ListerWatcher<T> | ReadonlyMap<string, ListerWatcher<T>>): readonly Source<T>[] {
  if ("list" in given) return [{ listerWatcher: given }];
  return [...given].map(([namespace, listerWatcher]) => ({
    namespace,
    listerWatcher,
    holds: (key) => key.startsWith(`${namespace}/`),
  }));
}
