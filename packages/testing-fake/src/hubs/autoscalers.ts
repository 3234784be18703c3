// Version 1 of autoscalers knows nothing but the load of processors: all else is JSON in annotations.
import { objectIn, objectsIn } from "../defaults/fill.ts";
import { goEscaped } from "../go-text.ts";
import { isObject, type JsonObject } from "../json.ts";
import { behaviorFromText, behaviorText } from "./autoscaler-behavior.ts";
import { metricFromV1, metricToV1, statusFromV1, statusToV1 } from "./autoscaler-metrics.ts";

const prefix = "autoscaling.alpha.kubernetes.io/";
const annotationOf = {
  metrics: `${prefix}metrics`,
  currentMetrics: `${prefix}current-metrics`,
  conditions: `${prefix}conditions`,
  behavior: `${prefix}behavior`,
};
const ours: ReadonlySet<string> = new Set([
  ...Object.values(annotationOf),
  `${prefix}scale-down-tolerance`,
  `${prefix}scale-up-tolerance`,
]);

const cpuMetric = (averageUtilization: unknown): JsonObject => ({
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization } },
});

/** Whether a metric is the one that version 1 has a field for. */
function isCpuShare(metric: Readonly<JsonObject>): boolean {
  const resource = objectIn(metric, "resource");
  return (
    metric["type"] === "Resource" &&
    resource["name"] === "cpu" &&
    objectIn(resource, "target")["averageUtilization"] !== undefined
  );
}

export function autoscalerToHub(autoscaler: Readonly<JsonObject>): JsonObject {
  const annotations = objectIn(objectIn(autoscaler, "metadata"), "annotations");
  const { targetCPUUtilizationPercentage: share, ...spec } = objectIn(autoscaler, "spec");
  const { currentCPUUtilizationPercentage: current, ...status } = objectIn(autoscaler, "status");
  const others = listIn(annotations, annotationOf.metrics)?.map(metricFromV1) ?? [];
  const metrics = [...others, ...(share === undefined ? [] : [cpuMetric(share)])];
  const behavior = behaviorFromText(annotations[annotationOf.behavior]);
  const known = { name: "cpu", current: { averageUtilization: current } };
  const currentMetrics =
    listIn(annotations, annotationOf.currentMetrics)?.map(statusFromV1) ??
    (current === undefined ? undefined : [{ type: "Resource", resource: known }]);
  const conditions = listIn(annotations, annotationOf.conditions);
  return {
    spec: { ...spec, metrics: metrics.length > 0 ? metrics : [cpuMetric(80)], ...(behavior && { behavior }) },
    status: { ...status, ...(currentMetrics && { currentMetrics }), ...(conditions && { conditions }) },
    annotations: withoutOurs(annotations),
  };
}

export function autoscalerFromHub(autoscaler: Readonly<JsonObject>): JsonObject {
  const { metrics, behavior, ...spec } = objectIn(autoscaler, "spec");
  const { currentMetrics, conditions, ...status } = objectIn(autoscaler, "status");
  const annotations = withoutOurs(objectIn(objectIn(autoscaler, "metadata"), "annotations"));
  const all = objectsIn({ metrics }, "metrics");
  const share = all.find(isCpuShare);
  const write = (name: string, list: readonly unknown[]): void => {
    if (list.length > 0) annotations[name] = goEscaped(JSON.stringify(list));
  };
  write(annotationOf.metrics, all.filter((metric) => !isCpuShare(metric)).map(metricToV1));
  const statuses = objectsIn({ currentMetrics }, "currentMetrics");
  write(annotationOf.currentMetrics, statuses.map(statusToV1));
  write(annotationOf.conditions, objectsIn({ conditions }, "conditions"));
  if (isObject(behavior)) annotations[annotationOf.behavior] = behaviorText(behavior);
  const load = statuses.findLast(({ resource }) => isObject(resource) && resource["name"] === "cpu");
  const target = share && objectIn(objectIn(share, "resource"), "target")["averageUtilization"];
  const current = load && objectIn(objectIn(load, "resource"), "current")["averageUtilization"];
  return {
    spec: { ...spec, ...(target !== undefined && { targetCPUUtilizationPercentage: target }) },
    status: { ...status, ...(current !== undefined && { currentCPUUtilizationPercentage: current }) },
    annotations,
  };
}

function withoutOurs(annotations: Readonly<JsonObject>): JsonObject {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => !ours.has(name)));
}

/** The objects of a JSON list in an annotation; what is no such text counts for nothing. */
function listIn(annotations: Readonly<JsonObject>, name: string): readonly JsonObject[] | undefined {
  const text = annotations[name];
  if (typeof text !== "string") return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every(isObject) ? list : undefined;
  } catch {
    return undefined;
  }
}
