import {
  apiVersionOf,
  KubernetesError,
  type KubernetesObject,
  type ResourceDescriptor,
  type Scope,
  type Stored,
} from "@kubets/apimachinery";
import { abortedError } from "./latch.ts";
import type { ListerWatcher } from "./lister-watcher.ts";
import type { InformerOptions } from "./informer-options.ts";
import { createObjectMemory } from "./object-memory.ts";
import { createInformer, describeUnsynced, type Informer } from "./shared-informer.ts";

/** What the factory needs of a client; the client of @kubets/dynamic is one by shape. */
export interface ListerWatcherSource {
  resource<T extends KubernetesObject, S extends Scope>(
    descriptor: ResourceDescriptor<T, S>,
  ): ListerWatcher<Stored<T>> & { namespace?(name: string): ListerWatcher<Stored<T>> };
}

/**
 * A client that has the same kind of object for every resource: the metadata client of @kubets/dynamic is one by shape, and
 * its informers hold names, labels, owners and versions, and nothing else (F088).
 */
export interface UniformListerWatcherSource<M extends KubernetesObject> {
  resource(descriptor: ResourceDescriptor): ListerWatcher<M> & { namespace?(name: string): ListerWatcher<M> };
}

/** Options of {@link createInformerFactory}: what all its informers have in common. */
export interface InformerFactoryOptions extends Pick<
  InformerOptions<KubernetesObject>,
  | "labelSelector"
  | "fieldSelector"
  | "resyncPeriodMs"
  | "pageSize"
  | "watchList"
  | "logger"
  | "onHandlerError"
  | "onWatchError"
  | "clock"
  | "random"
> {
  /** Only this namespace, or only these, in one cache. Default: all. */
  readonly namespace?: string | readonly string[] | undefined;
}

/** Options of one informer of a factory. The first three say which objects it has, and so which informer it is. */
export interface FactoryInformerOptions<T> extends Pick<
  InformerOptions<T>,
  "labelSelector" | "fieldSelector" | "indexers" | "transform" | "resyncPeriodMs" | "watchList"
> {
  /** Only this namespace, or only these, in one cache. Default: the factory's. */
  readonly namespace?: string | readonly string[] | undefined;
}

/** Makes informers that are shared by everyone who asks for the same objects. */
export interface InformerFactory extends InformerLifecycle {
  /**
   * The informer of a resource: one for each choice of namespaces and selectors, the same whenever it is asked for again. Indexers
   * are added to those it has; its other options are those of the first call. Throws a KubernetesError of reason
   * InvalidRequest where an index name is taken by another function, where another transform is asked for, and, of an
   * informer that is not there yet, once the factory was disposed.
   */
  informer<T extends KubernetesObject, S extends Scope>(
    descriptor: ResourceDescriptor<T, S>,
    options?: FactoryInformerOptions<Stored<T>>,
  ): Informer<Stored<T>>;
}

/** An {@link InformerFactory} whose informers all hold the same kind of object. */
export interface UniformInformerFactory<M extends KubernetesObject> extends InformerLifecycle {
  /** As that of {@link InformerFactory}. */
  informer(descriptor: ResourceDescriptor, options?: FactoryInformerOptions<M>): Informer<M>;
}

/** What a factory does with its informers. */
export interface InformerLifecycle extends AsyncDisposable {
  /**
   * Starts the informers that were not started yet; call it again for those made later. Resolves at once, without waiting
   * for them to sync. Each runs until the signal fires or the factory is disposed. Rejects with a KubernetesError of reason
   * InvalidRequest once the factory was disposed (F086).
   */
  start(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /**
   * Resolves when the caches of all informers have synced. Rejects with a KubernetesError that names those that have not,
   * and why: when the signal fires (reason Aborted, or ClientTimeout for a deadline), when one has stopped, or at once
   * where one was never started (reason InvalidRequest).
   */
  waitForCacheSync(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Stops all informers, and resolves when all have ended (C42). */
  [Symbol.asyncDispose](): Promise<void>;
}

interface Entry {
  readonly name: string;
  readonly informer: Informer<KubernetesObject>;
  readonly transform: unknown;
  started: boolean;
}

/** Creates an {@link InformerFactory} without informers; of a client with one kind of object, a uniform one. */
export function createInformerFactory(client: ListerWatcherSource, options?: InformerFactoryOptions): InformerFactory;
export function createInformerFactory<M extends KubernetesObject>(
  client: UniformListerWatcherSource<M>,
  options?: InformerFactoryOptions,
): UniformInformerFactory<M>;
export function createInformerFactory(
  client: ListerWatcherSource,
  factoryOptions: InformerFactoryOptions = {},
): InformerFactory {
  const { namespace: commonNamespace, ...common } = factoryOptions;
  const entries = new Map<string, Entry>();
  let isDisposed = false;

  function refuseWhenDisposed(): void {
    if (isDisposed) throw new KubernetesError("the informer factory was disposed", { reason: "InvalidRequest" });
  }

  function unsynced(): Entry[] {
    return [...entries.values()].filter(({ informer }) => !informer.status.synced);
  }

  function describe(missing: readonly Entry[]): string {
    return missing.map(({ name, informer }) => describeUnsynced(name, informer.status)).join("; ");
  }

  return {
    informer<T extends KubernetesObject, S extends Scope>(
      descriptor: ResourceDescriptor<T, S>,
      options: FactoryInformerOptions<Stored<T>> = {},
    ): Informer<Stored<T>> {
      const { namespace: chosen = commonNamespace, indexers, ...rest } = options;
      const namespace = descriptor.scope === "Cluster" ? "" : namespacesOf(chosen);
      const { labelSelector = common.labelSelector, fieldSelector = common.fieldSelector } = options;
      const { group, version, resource } = descriptor;
      const key = JSON.stringify([group, version, resource, namespace, labelSelector, fieldSelector]);

      const known = entries.get(key);
      if (known) {
        if (options.transform && options.transform !== known.transform) {
          throw new KubernetesError(`the informer of ${known.name} has another transform`, {
            reason: "InvalidRequest",
          });
        }
        const informer = known.informer as unknown as Informer<Stored<T>>;
        if (indexers) informer.addIndexers(indexers);
        return informer;
      }
      refuseWhenDisposed();

      const name = nameOf(descriptor, namespace);
      const informer = createInformer<Stored<T>>({
        ...(common as Partial<InformerOptions<Stored<T>>>),
        ...rest,
        labelSelector,
        fieldSelector,
        indexers,
        resyncPeriodMs: options.resyncPeriodMs ?? common.resyncPeriodMs,
        watchList: options.watchList ?? common.watchList,
        memory: createObjectMemory,
        name,
        kind: { apiVersion: apiVersionOf(descriptor), kind: descriptor.kind },
        listerWatcher: listerWatcherOf(client, descriptor, namespace),
      });
      const entry = { name, informer: informer as unknown as Entry["informer"], transform: rest.transform };
      entries.set(key, { ...entry, started: false });
      return informer;
    },

    async start({ signal } = {}) {
      refuseWhenDisposed();
      for (const entry of entries.values()) {
        if (entry.started) continue;
        entry.started = true;
        void entry.informer.run({ signal });
      }
    },

    async waitForCacheSync({ signal } = {}) {
      const idle = unsynced().filter(({ started }) => !started);
      if (idle.length > 0) {
        const names = idle.map(({ name }) => name).join(", ");
        throw new KubernetesError(`not started: ${names}; call start first`, { reason: "InvalidRequest" });
      }
      try {
        await Promise.all(unsynced().map(({ informer }) => informer.waitForSync({ signal })));
      } catch (error) {
        throw abortedError(describe(unsynced()), signal?.aborted ? signal.reason : error);
      }
    },

    async [Symbol.asyncDispose]() {
      isDisposed = true;
      await Promise.all([...entries.values()].map(({ informer }) => informer[Symbol.asyncDispose]()));
    },
  };
}

/** The same however it is said: in order, each once, a single one as text, and none as the empty text. */
function namespacesOf(chosen: string | readonly string[] = ""): string | readonly string[] {
  if (typeof chosen === "string") return chosen;
  const each = [...new Set(chosen)].toSorted();
  if (each.length === 0 || each.includes("")) {
    const what = each.length === 0 ? "no namespace" : "an empty namespace among others";
    throw new KubernetesError(`${what} was chosen; leave the option out for all`, { reason: "InvalidRequest" });
  }
  return each.length === 1 ? (each[0] ?? "") : each;
}

function listerWatcherOf<T extends KubernetesObject, S extends Scope>(
  client: ListerWatcherSource,
  descriptor: ResourceDescriptor<T, S>,
  namespace: string | readonly string[],
): InformerOptions<Stored<T>>["listerWatcher"] {
  const everywhere = client.resource(descriptor);
  // A factory for some namespaces may serve cluster-scoped resources beside them.
  if (namespace === "") return everywhere;
  const within = (name: string): ListerWatcher<Stored<T>> => {
    if (everywhere.namespace) return everywhere.namespace(name);
    throw new KubernetesError(`the client has no namespaces for ${descriptor.resource}`, { reason: "Unsupported" });
  };
  return typeof namespace === "string" ? within(namespace) : new Map(namespace.map((name) => [name, within(name)]));
}

/** As kubectl writes it: `pods`, `deployments.apps`, and the namespace where it is one only. */
function nameOf({ group, resource }: ResourceDescriptor, namespace: string | readonly string[]): string {
  const where = typeof namespace === "string" ? namespace : namespace.join(", ");
  return `${group ? `${resource}.${group}` : resource}${where ? ` in ${where}` : ""}`;
}
