import { once, EventEmitter } from "node:events";
import { CoreV1Api, makeInformer, Watch, type KubeConfig, type V1ConfigMap } from "@kubernetes/client-node";
import { configMap } from "./objects.ts";
import { refused, step } from "./transcript.ts";

const namesOf = ({ items }: { readonly items: readonly V1ConfigMap[] }): (string | undefined)[] =>
  items.map(({ metadata }) => metadata?.name);

export async function lists(kubeConfig: KubeConfig, namespace: string): Promise<void> {
  const core = kubeConfig.makeApiClient(CoreV1Api);
  for (const index of Array.from({ length: 7 }).keys()) {
    const labels = { even: String(index % 2 === 0) };
    await core.createNamespacedConfigMap({ namespace, body: configMap(`item-${index}`, {}, labels) });
  }
  await step("lists whole objects", () => core.listNamespacedConfigMap({ namespace, labelSelector: "even=true" }));
  await step("lists by field", async () =>
    namesOf(await core.listNamespacedConfigMap({ namespace, fieldSelector: "metadata.name!=item-3" })),
  );
  await step("lists page by page", async () => {
    const pages: unknown[] = [];
    let token: string | undefined;
    do {
      const page = await core.listNamespacedConfigMap({ namespace, limit: 3, ...(token && { _continue: token }) });
      token = page.metadata?._continue;
      pages.push({ names: namesOf(page), remaining: page.metadata?.remainingItemCount });
    } while (token);
    return pages;
  });
  await refused("a selector that is none", () => core.listNamespacedConfigMap({ namespace, labelSelector: "a in" }));
  await step("deletes a collection", () =>
    core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector: "even=false" }),
  );
  await step("lists what is left", async () => namesOf(await core.listNamespacedConfigMap({ namespace })));
}

export async function watches(kubeConfig: KubeConfig, namespace: string): Promise<void> {
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const { metadata } = await core.listNamespacedConfigMap({ namespace });
  await step("watches", async () => {
    const events: unknown[] = [];
    const came = new EventEmitter();
    const options = { resourceVersion: metadata?.resourceVersion, allowWatchBookmarks: true };
    const watch = await new Watch(kubeConfig).watch(
      path,
      options,
      (type, object: unknown) => {
        events.push({ type, object });
        if (events.length === 3) came.emit("all");
      },
      (error: unknown) => came.emit("end", error),
    );
    const all = once(came, "all");
    await core.createNamespacedConfigMap({ namespace, body: configMap("a", { n: "1" }) });
    const body = await core.readNamespacedConfigMap({ namespace, name: "a" });
    body.data = { n: "2" };
    await core.replaceNamespacedConfigMap({ namespace, name: "a", body });
    await core.deleteNamespacedConfigMap({ namespace, name: "a" });
    await all;
    const end = once(came, "end");
    watch.abort();
    await end;
    return events;
  });
  await step("a watch ends by its deadline", async () => {
    const came = new EventEmitter();
    const ended = once(came, "end") as Promise<[unknown]>;
    const end = (error: unknown): boolean => came.emit("end", error);
    await new Watch(kubeConfig).watch(path, { timeoutSeconds: 1 }, () => {}, end);
    return String((await ended)[0]);
  });
}

export async function informer(kubeConfig: KubeConfig, namespace: string): Promise<void> {
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const create = (name: string): Promise<V1ConfigMap> =>
    core.createNamespacedConfigMap({ namespace, body: configMap(name, {}, { seen: "yes" }) });
  await create("a");
  await create("b");
  const path = `/api/v1/namespaces/${namespace}/configmaps`;
  const list = () => core.listNamespacedConfigMap({ namespace, labelSelector: "seen=yes" });
  const informer = makeInformer(kubeConfig, path, list, "seen=yes");
  const diary: string[] = [];
  const came = new EventEmitter();
  for (const verb of ["add", "update", "delete"] as const) {
    informer.on(verb, ({ metadata, data }) => {
      diary.push(`${verb} ${metadata?.name} ${JSON.stringify(data ?? {})}`);
      came.emit("line");
    });
  }
  const connected = new Promise<void>((resolve) => informer.on("connect", () => resolve()));
  await step("an informer tells what happens", async () => {
    await informer.start();
    await connected;
    await create("c");
    const body = await core.readNamespacedConfigMap({ namespace, name: "a" });
    body.data = { n: "2" };
    await core.replaceNamespacedConfigMap({ namespace, name: "a", body });
    await core.deleteNamespacedConfigMap({ namespace, name: "b" });
    while (diary.length < 5) await once(came, "line");
    return diary;
  });
  await step("an informer knows what is there", async () => {
    await informer.stop();
    return informer.list(namespace).map(({ metadata }) => metadata?.name);
  });
}
