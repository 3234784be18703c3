import type {
  KubernetesList,
  KubernetesObject,
  ListOptions,
  ResourceDescriptor,
  Scope,
  Stored,
  WatchEvent,
  WatchOptions,
} from "@kubets/apimachinery";
import { describe, expectTypeOf, it } from "vitest";
import { createInformerFactory, type Informer, type InformerEvent } from "./index.ts";

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
