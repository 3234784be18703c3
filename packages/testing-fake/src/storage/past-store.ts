import { keyOf } from "./server-state.ts";
import type { Store } from "./store.ts";

/**
 * A store as it was so many revisions ago, as far back as its log goes: what a server shows whose cache lags behind. Only
 * for reading.
 */
export function storeAsOf(store: Store, revisionsAgo: number): Store {
  const revision = Math.max(store.revision - revisionsAgo, store.compacted, 1);
  return {
    ...store,
    revision,
    compacted: store.compacted,
    get: (collection, key) =>
      store
        .list(collection, { prefix: key }, revision)
        .find(({ metadata: { namespace, name } }) => keyOf(namespace, name) === key),
    list: (collection, range, at = revision) => store.list(collection, range, Math.min(at, revision)),
  };
}
