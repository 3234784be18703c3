import {
  parseLabelSelector,
  type DeepReadonly,
  type KubernetesList,
  type KubernetesObject,
  type ListOptions,
  type ResourceDescriptor,
  type Scope,
  type Stored,
  type WatchEvent,
  type WatchOptions,
} from "@kubets/apimachinery";
import { describe, expectTypeOf, it } from "vitest";
import {
  createIndexer,
  createInformer,
  createInformerFactory,
  createObjectMemory,
  createWatchList,
  type Informer,
  type InformerEvent,
} from "./index.ts";

interface Pod extends KubernetesObject {
  spec?: { nodeName?: string; containers: { name: string }[] };
}
declare const pods: ResourceDescriptor<Pod, "Namespaced", "get" | "list" | "watch", "status">;
declare const nodes: ResourceDescriptor<KubernetesObject, "Cluster">;

// The client of @kubets/dynamic, as far as it matters here: its return type depends on the scope.
interface Collection<T extends KubernetesObject> {
  list(options?: ListOptions & { readonly signal?: AbortSignal | undefined }): Promise<KubernetesList<Stored<T>>>;
  watchBatches(
    options?: WatchOptions & { readonly signal?: AbortSignal | undefined },
  ): AsyncIterable<readonly WatchEvent<Stored<T>>[]>;
}
interface Namespaced<T extends KubernetesObject> extends Collection<T> {
  namespace(name: string): Collection<T>;
}
declare const client: {
  resource<T extends KubernetesObject, S extends Scope>(
    descriptor: ResourceDescriptor<T, S>,
  ): S extends "Namespaced" ? Namespaced<T> : Collection<T>;
};

describe("informers by type", () => {
  const factory = createInformerFactory(client);
  const informer = factory.informer(pods, { indexers: { node: (pod) => [pod.spec?.nodeName ?? ""] } });

  it("know their objects from the descriptor", () => {
    expectTypeOf(informer).toEqualTypeOf<Informer<Stored<Pod>>>();
    expectTypeOf(informer.lister.get("a/b")?.metadata.uid).toEqualTypeOf<string | undefined>();
    expectTypeOf(factory.informer(nodes).lister.list()[0]?.metadata.name).toEqualTypeOf<string | undefined>();
    expectTypeOf<InformerEvent<Pod>["type"]>().toEqualTypeOf<"ADDED" | "MODIFIED" | "DELETED">();
  });

  it("all hold the same kind of object where the client has no other (F088)", () => {
    interface Partial extends KubernetesObject {
      metadata: { name: string };
    }
    const partials = createInformerFactory({} as { resource(descriptor: ResourceDescriptor): Collection<Partial> });
    expectTypeOf(partials.informer(pods)).toEqualTypeOf<Informer<Stored<Partial>>>();
    expectTypeOf(partials.informer(nodes)).toEqualTypeOf<Informer<Stored<Partial>>>();
  });

  it("are made plain, with indexers, with a transform or with other options, all by type (F114)", () => {
    const listerWatcher = {} as Collection<Pod>;
    expectTypeOf(createInformer({ listerWatcher })).toEqualTypeOf<Informer<Stored<Pod>>>();
    expectTypeOf(createIndexer<Pod>().get("a")).toEqualTypeOf<Pod | undefined>();
    createInformer({
      listerWatcher,
      indexers: { node: (pod) => [pod.spec?.nodeName ?? ""] },
      transform: (pod) => ({ ...pod, spec: { containers: [] } }),
      resyncPeriodMs: 1000,
    });
    // @ts-expect-error an index function of other objects
    createInformer({ listerWatcher, indexers: { node: (pod: { nodes: string[] }) => pod.nodes } });
    // @ts-expect-error a transform into something else
    createInformer({ listerWatcher, transform: () => 5 });
  });

  it("take what is passed to them as it is made, not as a text or a yes (C12, F085)", () => {
    const listerWatcher = {} as Collection<Pod>;
    createInformer({ listerWatcher, watchList: createWatchList(), memory: createObjectMemory });
    createInformerFactory(client, { watchList: createWatchList({ checkConsistency: true }) });
    informer.lister.list({ labelSelector: parseLabelSelector("app=web") });
    // @ts-expect-error a watch list is made by createWatchList
    createInformer({ listerWatcher, watchList: true });
    // @ts-expect-error a lister has no parser
    informer.lister.list({ labelSelector: "app=web" });
  });

  it("tell of a deletion with the object, and whether that is its last state (C44)", () => {
    type Deleted = Extract<InformerEvent<Pod>, { type: "DELETED" }>;
    expectTypeOf<Deleted["object"]["metadata"]>().toEqualTypeOf<DeepReadonly<Pod>["metadata"]>();
    expectTypeOf<Deleted["finalStateUnknown"]>().toEqualTypeOf<boolean>();
  });

  it("hand out objects that cannot be changed (C31)", () => {
    const pod = informer.lister.namespace("a").get("b");
    if (!pod) return;
    // @ts-expect-error read-only
    pod.metadata.name = "c";
    // @ts-expect-error read-only at every depth
    pod.spec?.containers.push({ name: "c" });
    informer.addEventHandler({
      onUpdate(before, after) {
        expectTypeOf(before).toEqualTypeOf(after);
        // @ts-expect-error read-only in handlers too
        after.spec = before.spec;
      },
      onDelete: (_pod, { finalStateUnknown }) => expectTypeOf(finalStateUnknown).toEqualTypeOf<boolean>(),
      onAdd: async (_pod, { initial }) => expectTypeOf(initial).toEqualTypeOf<boolean>(),
    });
  });
});
