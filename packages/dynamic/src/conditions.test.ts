import { describe, expect, it } from "vitest";
import { hasCondition, rolloutStatus } from "./conditions.ts";
import { stored } from "./testing/scripted.ts";

function object(kind: string, spec: object, status: object, generation = 2) {
  const { metadata, ...rest } = stored("web");
  return { ...rest, kind, metadata: { ...metadata, generation }, spec, status: { observedGeneration: 2, ...status } };
}

describe("hasCondition", () => {
  const conditions = [{ type: "Ready", status: "True" }];
  it("compares in any case, and expects True unless told otherwise", () => {
    expect(hasCondition("ready")(object("Pod", {}, { conditions }))).toBe(true);
    expect(hasCondition("Ready", "false")(object("Pod", {}, { conditions }))).toBe(false);
    expect(hasCondition("Synced")(object("Pod", {}, { conditions }))).toBe(false);
    expect(hasCondition("Ready")(stored("web"))).toBe(false);
  });

  it("does not believe what was said of an older generation", () => {
    expect(hasCondition("Ready")(object("Pod", {}, { conditions }, 3))).toBe(false);
    const own = [{ type: "Ready", status: "True", observedGeneration: 3 }];
    expect(hasCondition("Ready")(object("Pod", {}, { conditions: own }, 3))).toBe(true);
  });
});

describe("rolloutStatus", () => {
  const partitioned = { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } };
  it.each([
    ["Deployment", { replicas: 3 }, { updatedReplicas: 1 }, "waiting for 1 of 3 new replicas to be updated"],
    ["Deployment", { replicas: 3 }, { updatedReplicas: 3, replicas: 4 }, "waiting for 1 old replicas to end"],
    [
      "Deployment",
      { replicas: 3 },
      { updatedReplicas: 3, replicas: 3, availableReplicas: 2 },
      "waiting for 2 of 3 replicas to be available",
    ],
    ["Deployment", {}, { updatedReplicas: 1, replicas: 1, availableReplicas: 1 }, "web is rolled out"],
    ["Deployment", { replicas: 0 }, {}, "web is rolled out"],
    ["StatefulSet", { replicas: 2 }, { readyReplicas: 1 }, "waiting for 1 of 2 pods to be ready"],
    ["StatefulSet", partitioned, { readyReplicas: 3, updatedReplicas: 0 }, "waiting for 0 of 1 new pods to be updated"],
    ["StatefulSet", partitioned, { readyReplicas: 3, updatedReplicas: 1 }, "web is rolled out"],
    [
      "StatefulSet",
      { replicas: 2 },
      { readyReplicas: 2, updateRevision: "b", currentRevision: "a" },
      "waiting for 0 of 2 pods to be updated",
    ],
    [
      "DaemonSet",
      {},
      { desiredNumberScheduled: 2, updatedNumberScheduled: 1 },
      "waiting for 1 of 2 new pods to be updated",
    ],
    [
      "DaemonSet",
      {},
      { desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1 },
      "waiting for 1 of 2 pods to be available",
    ],
    ["DaemonSet", {}, {}, "web is rolled out"],
  ])("says of a %s with %j and %j: %s", (kind, spec, status, message) => {
    expect(rolloutStatus(object(kind, spec, status))).toEqual({ done: message.endsWith("out"), message });
  });

  it("waits for the controller to see the change", () => {
    expect(rolloutStatus(object("Deployment", { replicas: 0 }, {}, 3)).message).toBe(
      "waiting for the change to be observed",
    );
  });

  it("throws where it will never be done", () => {
    const conditions = [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }];
    expect(() => rolloutStatus(object("Deployment", {}, { conditions }))).toThrow("progress deadline");
    expect(() => rolloutStatus(object("DaemonSet", { updateStrategy: { type: "OnDelete" } }, {}))).toThrow("OnDelete");
    expect(() => rolloutStatus(object("Pod", {}, {}))).toThrow("a Pod has no rollout");
  });
});
