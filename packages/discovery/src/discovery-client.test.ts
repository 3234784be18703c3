import { readFileSync } from "node:fs";
import { isAborted, KubernetesError } from "@kubets/apimachinery";
import type { ApiRequest, CallOptions, RestClient } from "@kubets/rest";
import { describe, expect, it } from "vitest";
import { createDiscoveryClient, preferredResources } from "./index.ts";

/** What a kube-apiserver 1.37 answers. */
function golden(name: string): object {
  return JSON.parse(readFileSync(new URL(`../../../tooling/kubernetes-api/${name}.json`, import.meta.url), "utf8"));
}

type Answer = object | KubernetesError | undefined;

/** A server that answers by path; an array answers in turn. */
function serve(routes: Record<string, Answer | Answer[]>) {
  const asked: { path: string; accept: string | undefined; options: CallOptions | undefined }[] = [];
  const rest = {
    async json({ path, accept }: ApiRequest, options?: CallOptions) {
      asked.push({ path, accept, options });
      const route = routes[path];
      const answer = Array.isArray(route) ? route.shift() : route;
      if (answer instanceof KubernetesError) throw answer;
      if (!(path in routes)) throw failure("NotFound", 404);
      return answer;
    },
  } as unknown as RestClient;
  return { discovery: createDiscoveryClient({ rest }), asked, paths: () => asked.map(({ path }) => path) };
}

function failure(reason: string, code?: number): KubernetesError {
  return new KubernetesError(reason, { reason, code });
}

function aggregated(...items: object[]): object {
  return { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2", items };
}
const core = aggregated({
  versions: [
    {
      version: "v1",
      resources: [{ resource: "pods", scope: "Namespaced", responseKind: { group: "", version: "v1", kind: "Pod" } }],
    },
  ],
});
const podList = { resources: [{ name: "pods", namespaced: true, kind: "Pod", verbs: ["get"], shortNames: ["po"] }] };

describe("aggregated discovery", () => {
  it("reads everything a kube-apiserver has in two requests, the core group first (F067, F068)", async () => {
    const { discovery, asked } = serve({ "/api": golden("discovery-api"), "/apis": golden("discovery-apis") });
    const { groups, resources, subresources, failures } = await discovery.resources();
    expect(failures).toEqual([]);
    expect(groups[0]).toEqual({ name: "", versions: ["v1"], preferredVersion: "v1" });
    expect(groups.map(({ name }) => name)).toContain("apps");
    expect(resources).toContainEqual({
      group: "apps",
      version: "v1",
      resource: "deployments",
      kind: "Deployment",
      scope: "Namespaced",
      singular: "deployment",
      shortNames: ["deploy"],
      categories: ["all"],
      verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
    });
    const responseKinds = Object.fromEntries(
      subresources.map(({ group, resource, subresource, responseKind }) => [
        `${group}/${resource}/${subresource}`,
        `${responseKind.group}/${responseKind.version} ${responseKind.kind}`,
      ]),
    );
    expect(responseKinds).toMatchObject({
      "apps/deployments/scale": "autoscaling/v1 Scale",
      "apps/deployments/status": "apps/v1 Deployment",
      "/pods/eviction": "policy/v1 Eviction",
      "/pods/log": "/v1 Pod",
      "/serviceaccounts/token": "authentication.k8s.io/v1 TokenRequest",
    });
    expect(asked).toHaveLength(2);
    for (const { accept, options } of asked) {
      expect(accept).toBe("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json");
      expect(options?.timeoutMs).toBe(32_000);
    }
  });

  it("reports stale versions as failures, after asking twice, and prefers the first of the others (F069, F070)", async () => {
    const metrics = {
      metadata: { name: "metrics.k8s.io" },
      versions: [
        { version: "v2", freshness: "Stale", resources: [{ resource: "nodes", scope: "Cluster" }] },
        { version: "v1", freshness: "Current" },
        { version: "v1beta1" },
      ],
    };
    const { discovery, paths } = serve({ "/api": core, "/apis": aggregated(metrics) });
    const { groups, resources, failures } = await discovery.resources();
    expect(groups[1]).toEqual({ name: "metrics.k8s.io", versions: ["v1", "v1beta1"], preferredVersion: "v1" });
    expect(resources.map(({ resource }) => resource)).toEqual(["pods"]);
    expect(failures).toMatchObject([{ group: "metrics.k8s.io", version: "v2", error: { reason: "StaleDiscovery" } }]);
    expect(paths()).toEqual(["/api", "/apis", "/api", "/apis"]);
  });

  it("drops a resource without a kind, but keeps its subresources that have one (F069)", async () => {
    const resources = [
      {
        resource: "bindings",
        scope: "Namespaced",
        responseKind: { group: "", version: "", kind: "" },
        subresources: [
          { subresource: "kept", responseKind: { group: "", version: "", kind: "Binding" }, verbs: ["create"] },
          { subresource: "dropped", responseKind: null },
        ],
      },
      { resource: "nothing", scope: "Cluster", responseKind: null },
    ];
    const { discovery } = serve({
      "/api": core,
      "/apis": aggregated({ metadata: { name: "a" }, versions: [{ version: "v1", resources }] }),
    });
    const discovered = await discovery.resources();
    expect(discovered.resources.map(({ resource }) => resource)).toEqual(["pods"]);
    expect(discovered.subresources).toEqual([
      {
        group: "a",
        version: "v1",
        resource: "bindings",
        subresource: "kept",
        scope: "Namespaced",
        responseKind: { group: "a", version: "v1", kind: "Binding" },
        verbs: ["create"],
      },
    ]);
  });

  it("tolerates that /api is not found, but not that /apis is (F067, C82)", async () => {
    const { discovery } = serve({ "/apis": core });
    expect((await discovery.resources()).resources).toHaveLength(1);
    await expect(serve({ "/api": core }).discovery.resources()).rejects.toMatchObject({ reason: "NotFound" });
    const forbidden = serve({ "/api": failure("Forbidden", 403), "/apis": core });
    await expect(forbidden.discovery.groups()).rejects.toMatchObject({ reason: "Forbidden" });
  });
});

describe("discovery in the old form", () => {
  const groups = {
    groups: [
      {
        name: "autoscaling",
        versions: [{ version: "v1" }, { version: "v2" }],
        preferredVersion: { version: "v2" },
      },
    ],
  };
  const scalers = {
    resources: [
      { name: "scalers", singularName: "", namespaced: false, kind: "Scaler", verbs: ["list"] },
      { name: "scalers/status", namespaced: false, kind: "Scaler", verbs: ["get"] },
      { name: "scalers/token", group: "authentication.k8s.io", version: "v1", kind: "TokenRequest", verbs: [] },
    ],
  };
  const routes = {
    "/api": { kind: "APIVersions", versions: ["v1"] },
    "/apis": groups,
    "/api/v1": podList,
    "/apis/autoscaling/v1": scalers,
    "/apis/autoscaling/v2": scalers,
  };

  it("asks for each group version and gives the same shape (F068, F071)", async () => {
    const { discovery, paths } = serve(routes);
    const { groups, resources, subresources } = await discovery.resources();
    expect(groups).toEqual([
      { name: "", versions: ["v1"], preferredVersion: "v1" },
      { name: "autoscaling", versions: ["v1", "v2"], preferredVersion: "v2" },
    ]);
    expect(resources.map(({ version, resource, singular, scope }) => [version, resource, singular, scope])).toEqual([
      ["v1", "pods", "pod", "Namespaced"],
      ["v1", "scalers", "scaler", "Cluster"],
      ["v2", "scalers", "scaler", "Cluster"],
    ]);
    expect(subresources.slice(0, 2).map(({ subresource, responseKind }) => [subresource, responseKind])).toEqual([
      ["status", { group: "autoscaling", version: "v1", kind: "Scaler" }],
      ["token", { group: "authentication.k8s.io", version: "v1", kind: "TokenRequest" }],
    ]);
    expect(paths()).toEqual(["/api", "/apis", "/api/v1", "/apis/autoscaling/v1", "/apis/autoscaling/v2"]);
  });

  it("is used for everything when only one root is aggregated (C83)", async () => {
    const { discovery, paths } = serve({ ...routes, "/api": core });
    expect((await discovery.resources()).resources).toHaveLength(3);
    expect(paths()).toContain("/api/v1");
  });

  it("is used when the aggregated form is one that is not known", async () => {
    const old = { kind: "APIGroupDiscoveryList", apiVersion: "apidiscovery.k8s.io/v2beta1", items: [] };
    const { discovery } = serve({ ...routes, "/apis": old });
    expect((await discovery.resources()).groups).toHaveLength(1);
  });

  it("gives what it found beside what failed, after asking twice (F070, C82)", async () => {
    const down = failure("ServiceUnavailable", 503);
    const { discovery, paths } = serve({ ...routes, "/apis/autoscaling/v2": down });
    const { resources, failures } = await discovery.resources();
    expect(resources).toHaveLength(2);
    expect(failures).toEqual([{ group: "autoscaling", version: "v2", error: down }]);
    expect(paths().filter((path) => path === "/apis/autoscaling/v2")).toHaveLength(2);
  });

  it("reports no failure that the second attempt does not have (F070)", async () => {
    const { discovery } = serve({ ...routes, "/apis/autoscaling/v2": [failure("ServiceUnavailable", 503), scalers] });
    expect((await discovery.resources()).failures).toEqual([]);
  });

  it("takes a core group that is not found for an empty one (F071)", async () => {
    const { "/api/v1": _, ...others } = routes;
    const { discovery } = serve(others);
    const { resources, failures } = await discovery.resources();
    expect([resources.length, failures]).toEqual([2, []]);
    await expect(discovery.groupVersion("apps", "v1")).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("does not take the caller's abort for a failure of the server", async () => {
    const aborted = failure("Aborted");
    const { discovery } = serve({ ...routes, "/api/v1": aborted });
    await expect(discovery.resources({ signal: AbortSignal.abort() })).rejects.toSatisfy(isAborted);
  });

  it.each([undefined, null])("says so when an answer is %s", async (answer) => {
    const { discovery } = serve({ ...routes, "/apis": answer as never });
    await expect(discovery.groups()).rejects.toMatchObject({ reason: "Decode" });
  });
});

describe("the server's version", () => {
  it("is what /version says (F067)", async () => {
    const { discovery, paths } = serve({ "/version": golden("version") });
    expect(await discovery.serverVersion()).toMatchObject({ major: "1", minor: "37", gitVersion: "v1.37.1" });
    expect(paths()).toEqual(["/version"]);
  });
});

describe("preferred resources", () => {
  it("has each resource once, in the preferred version where that has it (F072, C86)", async () => {
    const resource = (version: string, name: string, verbs: string[]) => ({
      group: "g",
      version,
      resource: name,
      kind: name,
      scope: name === "zones" ? ("Cluster" as const) : ("Namespaced" as const),
      singular: name,
      shortNames: [],
      categories: [],
      verbs,
    });
    const discovered = {
      groups: [{ name: "g", versions: ["v2alpha1", "v1"], preferredVersion: "v1" }],
      resources: [
        resource("v2alpha1", "jobs", ["list"]),
        resource("v2alpha1", "zones", ["list", "watch"]),
        resource("v1", "jobs", ["get"]),
      ],
      subresources: [],
      failures: [],
    };
    const names = (options?: Parameters<typeof preferredResources>[1]) =>
      preferredResources(discovered, options).map(({ version, resource }) => `${resource} ${version}`);
    expect(names()).toEqual(["jobs v1", "zones v2alpha1"]);
    expect(names({ namespaced: true })).toEqual(["jobs v1"]);
    expect(names({ namespaced: false })).toEqual(["zones v2alpha1"]);
    expect(names({ verbs: ["list"] })).toEqual(["zones v2alpha1"]);
  });

  it("knows each resource of a kube-apiserver once", async () => {
    const { discovery } = serve({ "/api": golden("discovery-api"), "/apis": golden("discovery-apis") });
    const names = preferredResources(await discovery.resources()).map(({ group, resource }) => `${resource}.${group}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(60);
  });
});
