import { readFileSync } from "node:fs";
import { isNotFound, KubernetesError } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { decodeAggregated } from "./aggregated.ts";
import { createRestMapper, isNoMatch, resourcesInCategory, type ApiResource, type Discovered } from "./index.ts";

/** What a kube-apiserver 1.37 has, with every alpha and beta group. */
const kubernetes: Discovered = (() => {
  const [core, named] = ["discovery-api", "discovery-apis"].map((name) =>
    decodeAggregated(
      JSON.parse(readFileSync(new URL(`../../../tooling/kubernetes-api/${name}.json`, import.meta.url), "utf8")),
    ),
  ) as [Discovered, Discovered];
  const groups = [...core.groups, ...named.groups];
  return { groups, resources: [...core.resources, ...named.resources], subresources: [], failures: [] };
})();

const mapper = createRestMapper({ resources: async () => kubernetes });
const name = ({ group, version, resource }: ApiResource) => `${group}/${version}/${resource}`;

describe("by resource name", () => {
  it.each([
    ["pods", "/v1/pods"],
    ["pod", "/v1/pods"],
    ["po", "/v1/pods"],
    ["Deployment", "apps/v1/deployments"],
    ["deploy", "apps/v1/deployments"],
    ["deployments.apps", "apps/v1/deployments"],
    ["deploy.apps", "apps/v1/deployments"],
    ["deployments.v1.apps", "apps/v1/deployments"],
    ["networkpolicies.networking.k8s.io", "networking.k8s.io/v1/networkpolicies"],
    ["netpol.v1.networking.k8s.io", "networking.k8s.io/v1/networkpolicies"],
    ["hpa", "autoscaling/v2/horizontalpodautoscalers"],
    ["hpa.v1.autoscaling", "autoscaling/v1/horizontalpodautoscalers"],
    ["crd", "apiextensions.k8s.io/v1/customresourcedefinitions"],
    ["leases.coordination", "coordination.k8s.io/v1/leases"],
  ])("knows %s for %s (F077, F079)", async (said, meant) => {
    expect(name(await mapper.descriptorForResource(said))).toBe(meant);
  });

  it("means the core group first where two have the name (F077)", async () => {
    expect(name(await mapper.descriptorForResource("events"))).toBe("/v1/events");
    expect(name(await mapper.descriptorForResource("ev"))).toBe("/v1/events");
    expect(name(await mapper.descriptorForResource("events.events.k8s.io"))).toBe("events.k8s.io/v1/events");
  });

  it("takes an exact name before another resource's short name (F079)", async () => {
    const [pods] = kubernetes.resources.filter(({ resource }) => resource === "pods") as [ApiResource];
    const other = { ...pods, resource: "po", kind: "Post", singular: "post", group: "zzz" };
    const mapper = createRestMapper({
      resources: async () => ({ ...kubernetes, resources: [...kubernetes.resources, other] }),
    });
    expect(await mapper.descriptorForResource("po")).toBe(other);
  });
});

describe("by kind", () => {
  it("finds the version that was said, or the preferred one (F077)", async () => {
    const kind = { group: "autoscaling", kind: "HorizontalPodAutoscaler" };
    expect((await mapper.descriptorForKind({ ...kind, version: "v1" })).version).toBe("v1");
    expect((await mapper.descriptorForKind(kind)).version).toBe("v2");
  });

  it("takes the group by its whole name", async () => {
    await expect(mapper.descriptorForKind({ group: "coordination", kind: "Lease" })).rejects.toSatisfy(isNoMatch);
    await expect(mapper.descriptorForKind({ group: "", kind: "Deployment" })).rejects.toSatisfy(isNoMatch);
  });
});

describe("findResource", () => {
  it("finds by kind, name or short name, within a group and version", async () => {
    expect(name(await mapper.findResource({ kind: "configmap" }))).toBe("/v1/configmaps");
    expect(name(await mapper.findResource({ resource: "events", group: "events.k8s.io" }))).toBe(
      "events.k8s.io/v1/events",
    );
    expect(name(await mapper.findResource({ shortName: "cm", group: "" }))).toBe("/v1/configmaps");
    expect(name(await mapper.findResource({ resource: "hpa", version: "v1" }))).toContain("autoscaling/v1/");
    await expect(mapper.findResource({ shortName: "configmaps" })).rejects.toSatisfy(isNoMatch);
  });

  it("finds every resource of a kube-apiserver by its own names", async () => {
    for (const resource of kubernetes.resources) {
      const { group, version, kind } = resource;
      expect(await mapper.descriptorForResource(`${resource.resource}.${version}.${group}`)).toBe(resource);
      expect((await mapper.findResource({ kind, group, version })).kind).toBe(kind);
    }
  });
});

describe("no match", () => {
  const empty: Discovered = { groups: [], resources: [], subresources: [], failures: [] };

  it("is a failure of its own, not an object that is not found", async () => {
    const error: unknown = await mapper
      .findResource({ kind: "Website", group: "demo" })
      .catch((error: unknown) => error);
    expect(error).toMatchObject({ reason: "NoMatch", message: 'the server has no kind "Website" of group "demo"' });
    expect(isNotFound(error)).toBe(false);
  });

  it("names the group versions that could not be read (C82)", async () => {
    const cause = new KubernetesError("down", { reason: "ServiceUnavailable" });
    const failures = [{ group: "demo", version: "v1", error: cause }];
    const mapper = createRestMapper({ resources: async () => ({ ...empty, failures }) });
    await expect(mapper.descriptorForResource("websites.v1")).rejects.toMatchObject({
      message: 'the server has no resource "websites" of group "v1"; these could not be read: demo/v1',
      cause,
    });
  });

  it("asks once more where the answer is from an earlier look-up, and only then (F078, C84)", async () => {
    const answers = [empty, kubernetes];
    let invalidated = 0;
    const mapper = createRestMapper({
      resources: async () => answers[0] ?? kubernetes,
      invalidate: () => void (invalidated++, answers.length > 1 && answers.shift()),
    });
    await expect(mapper.descriptorForResource("pods")).rejects.toSatisfy(isNoMatch);
    expect(invalidated).toBe(0);
    expect(name(await mapper.descriptorForResource("pods"))).toBe("/v1/pods");
    expect(invalidated).toBe(1);
    await expect(mapper.descriptorForResource("nope")).rejects.toSatisfy(isNoMatch);
    expect(invalidated).toBe(2);
  });
});

describe("help for people", () => {
  it("suggests the nearest names where nothing matches", async () => {
    await expect(mapper.descriptorForResource("deploymnets.apps")).rejects.toThrow(
      'the server has no resource "deploymnets" of group "apps"; did you mean "deployments"',
    );
    await expect(mapper.descriptorForKind({ group: "apps", kind: "Deploymnet" })).rejects.toThrow(
      'did you mean "Deployment"?',
    );
    await expect(mapper.descriptorForResource("qqqqqqqq")).rejects.toThrow(/"qqqqqqqq"$/);
  });

  it("tells of other resources with the same short name, and of those only (F079)", async () => {
    const told: string[] = [];
    const watchful = createRestMapper(
      { resources: async () => kubernetes },
      {
        onAmbiguous: ({ name: said, taken, others }) =>
          told.push(`${said}: ${name(taken)}, not ${others.map(name).join()}`),
      },
    );
    for (const said of ["ev", "pods", "po", "events", "ev.events.k8s.io"]) await watchful.descriptorForResource(said);
    expect(told).toEqual(["ev: /v1/events, not events.k8s.io/v1/events"]);
  });

  it("forgets when it is reset (F078)", async () => {
    let invalidated = 0;
    let asked = 0;
    const counted = createRestMapper({
      async resources() {
        asked++;
        return kubernetes;
      },
      invalidate: () => void invalidated++,
    });
    await counted.descriptorForResource("pods");
    counted.reset();
    await counted.descriptorForResource("pods");
    expect([asked, invalidated]).toEqual([2, 1]);
  });

  it("expands categories, and those that the caller adds (F079)", () => {
    const names = (category: string) =>
      resourcesInCategory(kubernetes, category, { mine: [{ group: "", resource: "nodes" }] }).map(name);
    expect(names("all")).toContain("apps/v1/deployments");
    expect(names("all").filter((each) => each.endsWith("horizontalpodautoscalers"))).toEqual([
      "autoscaling/v2/horizontalpodautoscalers",
    ]);
    expect(names("mine")).toEqual(["/v1/nodes"]);
    expect(names("toString")).toEqual([]);
  });
});
