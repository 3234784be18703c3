import type { DeepReadonly, KubernetesObject, ObjectMeta } from "@kubets/apimachinery";
import { namespaceIndex, type Lister, type ListerSource } from "./lister.ts";
import { compareResourceVersions } from "./resource-version.ts";

/** What is known of an object from one's own write. */
export interface OwnWrite<T> {
  /** What to show; undefined hides the object. */
  readonly object: DeepReadonly<T> | undefined;
  /** The version that the cache must have reached. */
  readonly version: string;
  readonly uid: string | undefined;
  /** It was deleted, in a version that the server did not name: hidden for as long as the cache still has it. */
  readonly deleted: boolean;
}

/** A cache with own writes laid over it, to be read by a lister. */
export function createOverlay<T extends KubernetesObject>(
  base: Lister<T>,
  overlay: ReadonlyMap<string, OwnWrite<T>>,
  changes: () => number,
): ListerSource<DeepReadonly<T>> {
  type Shown = DeepReadonly<T> | undefined;

  /** The newer of the two; a deleted object never comes back. */
  function choose(cached: Shown, own: OwnWrite<T>): Shown {
    if (!cached) return own.object;
    const { uid, resourceVersion } = metadataOf(cached);
    if (own.deleted && uid === own.uid) return undefined;
    return (compareResourceVersions(resourceVersion, own.version) ?? 0) >= 0 ? cached : own.object;
  }

  function merge(objects: DeepReadonly<T>[], chosen: (object: DeepReadonly<T>) => boolean): DeepReadonly<T>[] {
    if (overlay.size === 0) return objects;
    const hidden = new Set<Shown>();
    const added: DeepReadonly<T>[] = [];
    for (const [key, own] of overlay) {
      const cached = base.get(key);
      const shown = choose(cached, own);
      if (shown === cached) continue;
      hidden.add(cached);
      if (shown && chosen(shown)) added.push(shown);
    }
    return [...objects.filter((object) => !hidden.has(object)), ...added];
  }

  return {
    get revision() {
      return base.revision + changes();
    },
    get(key) {
      const own = overlay.get(key);
      return own ? choose(base.get(key), own) : base.get(key);
    },
    list: () => merge(base.list(), () => true),
    byIndex: (index, value) =>
      index === namespaceIndex
        ? merge(base.namespace(value).list(), (object) => (metadataOf(object).namespace ?? "") === value)
        : merge(base.byIndex(index, value), (object) => base.indexValues(index, object).includes(value)),
    valuesOf: (index, object) => base.indexValues(index, object),
    // The base adds its index by namespace when it is asked for one.
    hasIndex: () => true,
    addIndexers() {},
  };
}

export function metadataOf(object: unknown): ObjectMeta {
  return (object as KubernetesObject).metadata ?? {};
}
