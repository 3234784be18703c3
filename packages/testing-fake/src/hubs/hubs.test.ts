import { describe, expect, it } from "vitest";
import { openCluster } from "../testing/cluster.ts";

const v1 = "/apis/autoscaling/v1/namespaces/default/horizontalpodautoscalers";
const v2 = "/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers";
const coreEvents = "/api/v1/namespaces/default/events";
const events = "/apis/events.k8s.io/v1/namespaces/default/events";
const merge = { type: "application/merge-patch+json" };

const spec = { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" }, maxReplicas: 3 };
const external = {
  type: "External",
  external: { metric: { name: "queue" }, target: { type: "AverageValue", averageValue: "30" } },
};

describe("versions that store their objects in another one's form", () => {
  it("show an autoscaler of version 1 in version 2, and the other way round", async () => {
    const { call } = openCluster();
    const body = { metadata: { name: "a" }, spec: { ...spec, targetCPUUtilizationPercentage: 50 } };
    expect((await call("POST", v1, body)).object).toMatchObject({ apiVersion: "autoscaling/v1", ...body });
    const cpu = { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } };
    const seen = (await call("GET", `${v2}/a`)).object;
    expect(seen["spec"]).toEqual({ ...spec, minReplicas: 1, metrics: [{ type: "Resource", resource: cpu }] });

    await call("PATCH", `${v2}/a`, { spec: { metrics: [external] } }, merge);
    const changed = (await call("GET", `${v1}/a`)).object;
    expect(changed["spec"]).toEqual({ ...spec, minReplicas: 1 });
    expect(changed.metadata.annotations).toEqual({
      "autoscaling.alpha.kubernetes.io/metrics":
        '[{"type":"External","external":{"metricName":"queue","targetAverageValue":"30"}}]',
    });
  });

  it("take what version 1 has in annotations apart again, and forget texts that are no JSON", async () => {
    const { call } = openCluster();
    await call("POST", v2, { metadata: { name: "a" }, spec: { ...spec, metrics: [external] } });
    await call("PATCH", `${v1}/a`, { spec: { targetCPUUtilizationPercentage: 20 } }, merge);
    const both = (await call("GET", `${v2}/a`)).object["spec"] as { metrics: { type: string }[] };
    expect(both.metrics.map(({ type }) => type)).toEqual(["External", "Resource"]);

    const annotations = { "autoscaling.alpha.kubernetes.io/metrics": "[{" };
    const after = await call("PATCH", `${v1}/a`, { metadata: { annotations } }, merge);
    expect(after.object.metadata.annotations).toBeUndefined();
    const left = (await call("GET", `${v2}/a`)).object["spec"] as { metrics: { type: string }[] };
    expect(left.metrics.map(({ type }) => type)).toEqual(["Resource"]);
  });

  it("check objects of version 1 by the rules of version 2", async () => {
    const { call } = openCluster();
    const body = { metadata: { name: "a" }, spec: { ...spec, targetCPUUtilizationPercentage: 0 } };
    expect((await call("POST", v1, body)).failure).toMatchObject({
      code: 422,
      message:
        'HorizontalPodAutoscaler.autoscaling "a" is invalid: spec.metrics[0].resource.target.averageUtilization: Invalid value: 0: must be greater than 0',
    });
  });

  it("show events in both groups, and select them by the names of each", async () => {
    const { call } = openCluster();
    const involvedObject = { kind: "Pod", namespace: "default", name: "p" };
    await call("POST", coreEvents, { metadata: { name: "e" }, involvedObject, message: "so", reason: "R" });
    const seen = (await call("GET", `${events}/e`)).object;
    expect(seen).toMatchObject({ apiVersion: "events.k8s.io/v1", regarding: involvedObject, note: "so" });
    expect(seen["involvedObject"]).toBeUndefined();
    expect((await call("GET", `${events}?fieldSelector=regarding.name%3Dp`)).items).toHaveLength(1);
    expect((await call("GET", `${events}?fieldSelector=involvedObject.name%3Dp`)).status).toBe(400);
    await call("DELETE", `${events}/e`);
    expect((await call("GET", `${coreEvents}/e`)).status).toBe(404);
  });
});
