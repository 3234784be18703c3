import {
  AppsV1Api,
  AuthorizationV1Api,
  CoreV1Api,
  PatchStrategy,
  setHeaderOptions,
  VersionApi,
  type KubeConfig,
} from "@kubernetes/client-node";
import { configMap, deployment, pod } from "./objects.ts";
import { refused, step } from "./transcript.ts";

/** What the generated clients do. */
export async function typed(kubeConfig: KubeConfig, namespace: string): Promise<void> {
  const core = kubeConfig.makeApiClient(CoreV1Api);
  const apps = kubeConfig.makeApiClient(AppsV1Api);

  await step("asks for the version", async () => (await kubeConfig.makeApiClient(VersionApi).getCode()).gitVersion);
  await step("asks what it may do", async () => {
    const body = { spec: { resourceAttributes: { verb: "create", resource: "pods", namespace } } };
    return (await kubeConfig.makeApiClient(AuthorizationV1Api).createSelfSubjectAccessReview({ body })).status?.allowed;
  });
  await step("creates a ConfigMap", () =>
    core.createNamespacedConfigMap({ namespace, body: configMap("one", { a: "é\n<>&" }) }),
  );
  await step("creates a Secret", () =>
    core.createNamespacedSecret({ namespace, body: { metadata: { name: "login" }, stringData: { password: "x" } } }),
  );
  await step("creates a Pod", () => core.createNamespacedPod({ namespace, body: pod("web") }));
  const web = await step("creates a Deployment", () =>
    apps.createNamespacedDeployment({ namespace, body: deployment("web"), fieldManager: "suite" }),
  );
  if (web.spec) web.spec.replicas = 3;
  await step("replaces a Deployment", () => apps.replaceNamespacedDeployment({ namespace, name: "web", body: web }));
  await step("reads its scale", () => apps.readNamespacedDeploymentScale({ namespace, name: "web" }));
  await step("replaces the status of a Pod", async () => {
    const body = await core.readNamespacedPod({ namespace, name: "web" });
    body.status = { phase: "Running", startTime: new Date(0) };
    return core.replaceNamespacedPodStatus({ namespace, name: "web", body });
  });
  await step("makes nothing of a dry run", () =>
    core.createNamespacedConfigMap({ namespace, body: configMap("dry"), dryRun: "All" }),
  );
  await step("asks for a token", async () => {
    const body = { metadata: { name: "robot" } };
    await core.createNamespacedServiceAccount({ namespace, body });
    const request = { spec: { audiences: ["https://kubernetes.default.svc"], expirationSeconds: 600 } };
    return (await core.createNamespacedServiceAccountToken({ namespace, name: "robot", body: request })).status?.token;
  });
  await step("deletes a Pod", () => core.deleteNamespacedPod({ namespace, name: "web", gracePeriodSeconds: 0 }));
  await step("deletes a Secret", () => core.deleteNamespacedSecret({ namespace, name: "login" }));

  await refused("what exists", () => core.createNamespacedConfigMap({ namespace, body: configMap("one") }));
  await refused("what is not there", () => core.readNamespacedPod({ namespace, name: "web" }));
  await refused("a stale update", () => apps.replaceNamespacedDeployment({ namespace, name: "web", body: web }));
  await refused("what is invalid", () =>
    core.createNamespacedPod({ namespace, body: { metadata: { name: "bad" }, spec: { containers: [] } } }),
  );
  await refused("an unknown field", () =>
    core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { name: "x", labels: { "-": "-" } } },
      fieldValidation: "Strict",
    }),
  );
  await refused("a patch without its type", () =>
    core.patchNamespacedConfigMap({ namespace, name: "one", body: { data: { a: "1" } } }),
  );
  await patches(kubeConfig, namespace);
}

async function patches(kubeConfig: KubeConfig, namespace: string): Promise<void> {
  const apps = kubeConfig.makeApiClient(AppsV1Api);
  const container = { name: "side", image: "example/side:1" };
  const bodies: readonly (readonly [name: string, type: string, body: unknown, options?: object])[] = [
    ["JSON", PatchStrategy.JsonPatch, [{ op: "replace", path: "/spec/replicas", value: 4 }]],
    ["merge", PatchStrategy.MergePatch, { metadata: { labels: { patched: "yes" } } }],
    ["strategic", PatchStrategy.StrategicMergePatch, { spec: { template: { spec: { containers: [container] } } } }],
    [
      "apply",
      PatchStrategy.ServerSideApply,
      { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" }, spec: { replicas: 5 } },
      { fieldManager: "applier", force: true },
    ],
  ];
  for (const [name, type, body, options] of bodies) {
    await step(`patches: ${name}`, () =>
      apps.patchNamespacedDeployment(
        { namespace, name: "web", body, ...options },
        setHeaderOptions("Content-Type", type),
      ),
    );
  }
  await refused("an apply of what another has", () =>
    apps.patchNamespacedDeployment(
      {
        namespace,
        name: "web",
        body: { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "web" }, spec: { replicas: 6 } },
        fieldManager: "other",
      },
      setHeaderOptions("Content-Type", PatchStrategy.ServerSideApply),
    ),
  );
}
