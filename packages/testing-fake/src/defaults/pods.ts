import type { JsonObject } from "../json.ts";
import type { DefaultsByType } from "./defaults.ts";
import { fill, fillZero, isMissing, mapObjects, objectIn, objectsIn, ownObject, textIn } from "./fill.ts";
import { copyShown } from "../schema/empty-fields.ts";
import { tagOf } from "./image.ts";

const containerLists = ["containers", "initContainers"];

/** Pods, templates of pods and what they hold. */
export const podDefaults: DefaultsByType = {
  "core/v1.Pod": (pod) => {
    const spec = ownObject(pod, "spec");
    const grace = spec["terminationGracePeriodSeconds"];
    if (typeof grace === "number" && grace < 0) spec["terminationGracePeriodSeconds"] = 1;
    fill(spec, { enableServiceLinks: true });
    for (const list of containerLists) {
      mapObjects(spec, list, withRequests);
      if (spec["hostNetwork"] === true) mapObjects(spec, list, withHostPorts);
    }
  },
  "core/v1.PodStatus": (status) => {
    const ips = objectsIn(status, "podIPs");
    if (isMissing(status["podIP"])) {
      if (ips[0]) status["podIP"] = ips[0]["ip"];
    } else if (ips[0]?.["ip"] !== status["podIP"]) status["podIPs"] = [{ ip: status["podIP"] }];
  },
  "core/v1.PodSpec": (spec) => {
    // An old name for the same thing.
    fillZero(spec, { serviceAccountName: spec["serviceAccount"] });
    spec["serviceAccount"] = spec["serviceAccountName"];
    fillZero(spec, { dnsPolicy: "ClusterFirst", restartPolicy: "Always", schedulerName: "default-scheduler" });
    fill(spec, { securityContext: {}, terminationGracePeriodSeconds: 30 });
  },
  "core/v1.Container": setContainer,
  "core/v1.EphemeralContainer": setContainer,
  "core/v1.Probe": (probe) =>
    fillZero(probe, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
  "core/v1.HTTPGetAction": (action) => fillZero(action, { path: "/", scheme: "HTTP" }),
  "core/v1.ObjectFieldSelector": (selector) => fillZero(selector, { apiVersion: "v1" }),
  "core/v1.Volume": (volume) => {
    if (Object.keys(volume).every((field) => field === "name")) volume["emptyDir"] = {};
  },
  "core/v1.ImageVolumeSource": (source) =>
    fillZero(source, { pullPolicy: tagOf(textIn(source, "reference")) === "latest" ? "Always" : "IfNotPresent" }),
  "core/v1.HostPathVolumeSource": (source) => fill(source, { type: "" }),
  ...Object.fromEntries(
    ["Secret", "ConfigMap", "DownwardAPI", "Projected"].map((kind) => [
      `core/v1.${kind}VolumeSource`,
      (source: JsonObject) => fill(source, { defaultMode: 0o644 }),
    ]),
  ),
  "core/v1.ServiceAccountTokenProjection": (projection) => fill(projection, { expirationSeconds: 3600 }),
};

function setContainer(container: JsonObject): void {
  const latest = tagOf(textIn(container, "image")) === "latest";
  fillZero(container, {
    imagePullPolicy: latest ? "Always" : "IfNotPresent",
    terminationMessagePath: "/dev/termination-log",
    terminationMessagePolicy: "File",
  });
}

/** Requests are by default what the limits are. */
function withRequests(container: JsonObject): JsonObject {
  const resources = objectIn(container, "resources");
  const limits = objectIn(resources, "limits");
  if (Object.keys(limits).length === 0) return container;
  const changed = copyShown(container);
  changed["resources"] = { ...resources, requests: { ...limits, ...objectIn(resources, "requests") } };
  return changed;
}

function withHostPorts(container: JsonObject): JsonObject {
  const changed = copyShown(container);
  mapObjects(changed, "ports", (port) => ({ ...port, hostPort: port["hostPort"] ?? port["containerPort"] }));
  return changed;
}
