import type { DefaultsByType } from "./defaults.ts";
import { fill, fillZero, mapObjects, objectIn, ownObject } from "./fill.ts";

/** Deployments, replica sets, stateful sets, daemon sets, replication controllers. */
export const appsDefaults: DefaultsByType = {
  "apps/v1.DeploymentSpec": (spec) => {
    fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
    const strategy = ownObject(spec, "strategy");
    fillZero(strategy, { type: "RollingUpdate" });
    if (strategy["type"] === "RollingUpdate") {
      strategy["rollingUpdate"] = { maxUnavailable: "25%", maxSurge: "25%", ...objectIn(strategy, "rollingUpdate") };
    }
  },
  "apps/v1.ReplicaSetSpec": (spec) => fill(spec, { replicas: 1 }),
  "apps/v1.DaemonSetSpec": (spec) => {
    fill(spec, { revisionHistoryLimit: 10 });
    const strategy = ownObject(spec, "updateStrategy");
    fillZero(strategy, { type: "RollingUpdate" });
    if (strategy["type"] === "RollingUpdate") {
      strategy["rollingUpdate"] = { maxUnavailable: 1, maxSurge: 0, ...objectIn(strategy, "rollingUpdate") };
    }
  },
  "apps/v1.StatefulSetSpec": (spec) => {
    fill(spec, { replicas: 1, revisionHistoryLimit: 10 });
    fillZero(spec, { podManagementPolicy: "OrderedReady" });
    const strategy = ownObject(spec, "updateStrategy");
    if ((strategy["type"] ?? "") === "") {
      strategy["type"] = "RollingUpdate";
      fill(strategy, { rollingUpdate: {} });
    }
    if (strategy["type"] === "RollingUpdate" && strategy["rollingUpdate"]) {
      strategy["rollingUpdate"] = { partition: 0, maxUnavailable: 1, ...objectIn(strategy, "rollingUpdate") };
    }
    const retention = { ...objectIn(spec, "persistentVolumeClaimRetentionPolicy") };
    fillZero(retention, { whenDeleted: "Retain", whenScaled: "Retain" });
    spec["persistentVolumeClaimRetentionPolicy"] = retention;
    mapObjects(spec, "volumeClaimTemplates", (claim) => ({
      ...claim,
      apiVersion: "v1",
      kind: "PersistentVolumeClaim",
    }));
  },
  "core/v1.ReplicationController": (controller) => {
    const spec = { replicas: 1, ...objectIn(controller, "spec") };
    controller["spec"] = spec;
    const labels = objectIn(objectIn(objectIn(spec, "template"), "metadata"), "labels");
    if (Object.keys(labels).length === 0) return;
    if (Object.keys(objectIn(spec, "selector")).length === 0) Object.assign(spec, { selector: { ...labels } });
    const metadata = objectIn(controller, "metadata");
    if (Object.keys(objectIn(metadata, "labels")).length === 0) metadata["labels"] = { ...labels };
  },
};
