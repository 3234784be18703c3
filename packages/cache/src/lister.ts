import {
  KubernetesError,
  objectKey,
  type DeepReadonly,
  type LabelSelector,
  type ObjectKey,
} from "@kubets/apimachinery";
import type { Indexer } from "./indexer.ts";

/** Which objects to list; all of them without a selector. */
export interface ListerOptions {
  /**
   * Parsed, as for client-go's listers: `parseLabelSelector("app=web,tier!=db")`, or the selector of an object by
   * `labelSelectorOf(deployment.spec.selector)`. Once for any number of lists; and who never selects has no parser.
   */
  readonly labelSelector?: Pick<LabelSelector, "matches"> | undefined;
}

/**
 * Reads an informer's cache (F085): synchronous, without a request, and as old as the cache. What it returns is shared
 * with everyone else and read-only by type (C31); copy before changing. Arrays are new and in no promised order.
 */
export interface Lister<T> {
  /** Grows with every change of the cache: as long as it is the same, so is everything that the lister returns. */
  readonly revision: number;
  /** The object, or undefined where the cache has none. The key is `namespace/name`, or `name` if cluster-scoped. */
  get(key: string | ObjectKey): DeepReadonly<T> | undefined;
  /** As {@link get}; throws a KubernetesError of reason NotFound, as a server's is, where the cache has none (F085). */
  require(key: string | ObjectKey): DeepReadonly<T>;
  list(options?: ListerOptions): DeepReadonly<T>[];
  /** The objects with this value in one of the informer's indexes. Throws a KubernetesError for an unknown index. */
  byIndex(index: string, value: string): DeepReadonly<T>[];
  /** The values under which an index files such an object, cached or not. Throws as {@link byIndex} does. */
  indexValues(index: string, object: DeepReadonly<T>): readonly string[];
  /** Reads one namespace only. The first list of any namespace builds an index, which is kept from then on. */
  namespace(name: string): NamespaceLister<T>;
}

/** A {@link Lister} of one namespace. */
export interface NamespaceLister<T> {
  get(name: string): DeepReadonly<T> | undefined;
  /** As {@link Lister.require}. */
  require(name: string): DeepReadonly<T>;
  list(options?: ListerOptions): DeepReadonly<T>[];
}

/** The name of the index by namespace; the informer adds it when it is first needed, or take it for your own. */
export const namespaceIndex = "namespace";

interface Labelled {
  readonly metadata?: { readonly namespace?: string; readonly labels?: Readonly<Record<string, string>> };
}

/** What a {@link Lister} reads. */
export type ListerSource<T> = Pick<
  Indexer<T>,
  "revision" | "get" | "list" | "byIndex" | "valuesOf" | "hasIndex" | "addIndexers"
>;

/** Creates a {@link Lister} on an indexer whose objects have their usual keys; `what` is what it lists, for messages. */
export function createLister<T>(indexer: ListerSource<DeepReadonly<T>>, what = "objects"): Lister<T> {
  const keyOf = (key: string | ObjectKey): string => (typeof key === "string" ? key : objectKey({ metadata: key }));
  function required(key: string): DeepReadonly<T> {
    const object = indexer.get(key);
    if (object !== undefined) return object;
    throw new KubernetesError(`${what} "${key}" not found`, { reason: "NotFound" });
  }

  return {
    get revision() {
      return indexer.revision;
    },
    get: (key) => indexer.get(keyOf(key)),
    require: (key) => required(keyOf(key)),
    list: (options) => select(indexer.list(), options),
    byIndex: (index, value) => indexer.byIndex(index, value),
    indexValues: (index, object) => indexer.valuesOf(index, object),
    namespace: (namespace) => ({
      get: (name) => indexer.get(keyOf({ namespace, name })),
      require: (name) => required(keyOf({ namespace, name })),
      list(options) {
        if (!indexer.hasIndex(namespaceIndex)) {
          indexer.addIndexers({ [namespaceIndex]: (object) => [(object as Labelled).metadata?.namespace ?? ""] });
        }
        return select(indexer.byIndex(namespaceIndex, namespace), options);
      },
    }),
  };
}

/** Those of the objects that the options choose. */
function select<T>(objects: T[], { labelSelector }: ListerOptions = {}): T[] {
  // Without a selector no label is looked at (C32).
  if (!labelSelector) return objects;
  return objects.filter((object) => labelSelector.matches((object as Labelled).metadata?.labels));
}
