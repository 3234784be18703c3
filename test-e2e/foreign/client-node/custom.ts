import { setTimeout as sleep } from "node:timers/promises";
import {
  ApiException,
  ApiextensionsV1Api,
  CustomObjectsApi,
  KubernetesObjectApi,
  PatchStrategy,
  setHeaderOptions,
  type KubeConfig,
} from "@kubernetes/client-node";
import { configMap, deployment, siteDefinition } from "./objects.ts";
import { refused, step } from "./transcript.ts";

const group = "client-node.example.com";

export async function customObjects(kubeConfig: KubeConfig, namespace: string): Promise<void> {
  const definitions = kubeConfig.makeApiClient(ApiextensionsV1Api);
  const objects = kubeConfig.makeApiClient(CustomObjectsApi);
  const of = { group, version: "v1", namespace, plural: "sites" };
  /** Who serves it may learn of that later than who asks (404), and then needs a moment to begin (429). */
  const served = async (): Promise<void> => {
    const known = await objects.listNamespacedCustomObject(of).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ApiException && (error.code === 404 || error.code === 429)) return false;
        throw error;
      },
    );
    if (known) return;
    await sleep(20);
    await served();
  };
  await step("defines a kind", async () => {
    await definitions.createCustomResourceDefinition({ body: siteDefinition(group) });
    for (;;) {
      const { status } = await definitions.readCustomResourceDefinition({ name: `sites.${group}` });
      const established = status?.conditions?.find(({ type }) => type === "Established");
      if (established?.status !== "True") await sleep(20);
      else {
        await served();
        return [established.reason, status?.acceptedNames, status?.storedVersions];
      }
    }
  });
  const site = (name: string, spec: object): object => ({
    apiVersion: `${group}/v1`,
    kind: "Site",
    metadata: { name },
    spec,
  });
  await step("creates a custom object", () =>
    objects.createNamespacedCustomObject({ ...of, body: site("a", { host: "a.example.com", gone: 1 }) }),
  );
  await refused("one that is invalid", () =>
    objects.createNamespacedCustomObject({ ...of, body: site("b", { host: "b".repeat(30) }) }),
  );
  await step("lists custom objects", () => objects.listNamespacedCustomObject(of));
  await step("patches a custom object", () =>
    objects.patchNamespacedCustomObject(
      { ...of, name: "a", body: { spec: { replicas: 3 } } },
      setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
    ),
  );
  await step("patches the status of a custom object", () =>
    objects.patchNamespacedCustomObjectStatus(
      { ...of, name: "a", body: { status: { ready: true } } },
      setHeaderOptions("Content-Type", PatchStrategy.MergePatch),
    ),
  );
  await step("deletes a custom object", () => objects.deleteNamespacedCustomObject({ ...of, name: "a" }));
}

/** Objects of any kind, whose paths the client finds in discovery. */
export async function anyObjects(kubeConfig: KubeConfig, namespace: string): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(kubeConfig);
  const at = { metadata: { name: "web", namespace } };
  await step("creates by kind", () => api.create(deployment("web", namespace)));
  await step("reads by kind", () => api.read({ apiVersion: "apps/v1", kind: "Deployment", ...at }));
  await step("patches by kind", () =>
    api.patch({ apiVersion: "apps/v1", kind: "Deployment", ...at, metadata: { ...at.metadata, labels: { a: "b" } } }),
  );
  await step("applies by kind", () => {
    const object = configMap("applied", { a: "1" });
    object.metadata = { name: "applied", namespace };
    return api.patch(object, undefined, undefined, "suite", true, PatchStrategy.ServerSideApply);
  });
  await step("lists by kind", async () => (await api.list("v1", "ConfigMap", namespace)).items);
  await step("deletes by kind", () => api.delete({ apiVersion: "apps/v1", kind: "Deployment", ...at }));
  await refused("what is not there", () => api.read({ apiVersion: "apps/v1", kind: "Deployment", ...at }));
}
