import type { JsonObject } from "../json.ts";
import { age, humanDuration, since } from "./duration.ts";
import { columns, type Printer } from "./printer.ts";
import { isDeleting, isSet, isTrue, nameOf, numberAt, objectAt, objectsAt, scalarAt, textAt } from "./read.ts";
import { formatLabels, formatSelector, selectorText } from "./selectors.ts";

const containerColumns = ["Containers*", "Images*"];

/** The names and the images of a template's containers. */
function containerCells(object: JsonObject, ...path: string[]): [names: string, images: string] {
  const containers = objectsAt(object, ...path, "spec", "containers");
  return [
    containers.map((container) => textAt(container, "name")).join(","),
    containers.map((container) => textAt(container, "image")).join(","),
  ];
}

export const deployments: Printer = {
  columns: columns("Name", "Ready", "Up-to-date", "Available", "Age", ...containerColumns, "Selector*"),
  cells: (object, now) => [
    nameOf(object),
    `${numberAt(object, "status", "readyReplicas")}/${numberAt(object, "spec", "replicas")}`,
    numberAt(object, "status", "updatedReplicas"),
    numberAt(object, "status", "availableReplicas"),
    age(object, now),
    ...containerCells(object, "spec", "template"),
    selectorText(objectAt(object, "spec", "selector")),
  ],
};

const replicaColumns = columns(
  "Name",
  "Desired:integer",
  "Current:integer",
  "Ready:integer",
  "Age",
  ...containerColumns,
  "Selector*",
);

export const replicaSets: Printer = {
  columns: replicaColumns,
  cells: (object, now) => [
    nameOf(object),
    numberAt(object, "spec", "replicas"),
    numberAt(object, "status", "replicas"),
    numberAt(object, "status", "readyReplicas"),
    age(object, now),
    ...containerCells(object, "spec", "template"),
    formatSelector(objectAt(object, "spec", "selector")),
  ],
};

export const replicationControllers: Printer = {
  columns: replicaColumns,
  cells: (object, now, all) => [
    ...replicaSets.cells(object, now, all).slice(0, -1),
    formatLabels(objectAt(object, "spec", "selector")),
  ],
};

export const statefulSets: Printer = {
  columns: columns("Name", "Ready", "Age", ...containerColumns),
  cells: (object, now) => [
    nameOf(object),
    `${numberAt(object, "status", "readyReplicas")}/${numberAt(object, "spec", "replicas")}`,
    age(object, now),
    ...containerCells(object, "spec", "template"),
  ],
};

export const daemonSets: Printer = {
  columns: columns(
    "Name",
    "Desired:integer",
    "Current:integer",
    "Ready:integer",
    "Up-to-date:integer",
    "Available:integer",
    "Node Selector",
    "Age",
    ...containerColumns,
    "Selector*",
  ),
  cells: (object, now) => [
    nameOf(object),
    numberAt(object, "status", "desiredNumberScheduled"),
    numberAt(object, "status", "currentNumberScheduled"),
    numberAt(object, "status", "numberReady"),
    numberAt(object, "status", "updatedNumberScheduled"),
    numberAt(object, "status", "numberAvailable"),
    formatLabels(objectAt(object, "spec", "template", "spec", "nodeSelector")),
    age(object, now),
    ...containerCells(object, "spec", "template"),
    formatSelector(objectAt(object, "spec", "selector")),
  ],
};

export const controllerRevisions: Printer = {
  columns: columns("Name", "Controller", "Revision", "Age"),
  cells(object, now) {
    const owner = objectsAt(object, "metadata", "ownerReferences").find((each) => each["controller"] === true);
    const group = textAt(owner, "apiVersion").split("/").slice(0, -1).join("");
    const kind = `${textAt(owner, "kind")}${group === "" ? "" : `.${group}`}`.toLowerCase();
    return [
      nameOf(object),
      owner ? `${kind}/${textAt(owner, "name")}` : "<none>",
      numberAt(object, "revision"),
      age(object, now),
    ];
  },
};

export const jobs: Printer = {
  columns: columns("Name", "Status", "Completions", "Duration", "Age", ...containerColumns, "Selector*"),
  cells: (object, now) => [
    nameOf(object),
    jobStatus(object),
    jobCompletions(object),
    jobDuration(object, now),
    age(object, now),
    ...containerCells(object, "spec", "template"),
    formatSelector(objectAt(object, "spec", "selector")),
  ],
};

function jobStatus(job: JsonObject): string {
  if (isTrue(job, "Complete")) return "Complete";
  if (isTrue(job, "Failed")) return "Failed";
  if (isDeleting(job)) return "Terminating";
  return ["Suspended", "FailureTarget", "SuccessCriteriaMet"].find((type) => isTrue(job, type)) ?? "Running";
}

function jobCompletions(job: JsonObject): string {
  const succeeded = numberAt(job, "status", "succeeded");
  if (isSet(job, "spec", "completions")) return `${succeeded}/${numberAt(job, "spec", "completions")}`;
  const parallelism = numberAt(job, "spec", "parallelism");
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
}

function jobDuration(job: JsonObject, now: number): string {
  const start = Date.parse(textAt(job, "status", "startTime"));
  if (Number.isNaN(start)) return "";
  const end = Date.parse(textAt(job, "status", "completionTime"));
  return humanDuration((Number.isNaN(end) ? now : end) - start);
}

export const cronJobs: Printer = {
  columns: columns(
    "Name",
    "Schedule",
    "Timezone",
    "Suspend:boolean",
    "Active:integer",
    "Last Schedule",
    "Age",
    ...containerColumns,
    "Selector*",
  ),
  cells(object, now) {
    const suspend = isSet(object, "spec", "suspend");
    const last = textAt(object, "status", "lastScheduleTime");
    return [
      nameOf(object),
      textAt(object, "spec", "schedule"),
      isSet(object, "spec", "timeZone") ? textAt(object, "spec", "timeZone") : "<none>",
      suspend ? (objectAt(object, "spec")?.["suspend"] === true ? "True" : "False") : "<unset>",
      objectsAt(object, "status", "active").length,
      last === "" ? "<none>" : since(last, now),
      age(object, now),
      ...containerCells(object, "spec", "jobTemplate", "spec", "template"),
      formatSelector(objectAt(object, "spec", "jobTemplate", "spec", "selector")),
    ];
  },
};

export const podDisruptionBudgets: Printer = {
  columns: columns("Name", "Min Available", "Max Unavailable", "Allowed Disruptions:integer", "Age"),
  cells: (object, now) => [
    nameOf(object),
    scalarAt(object, "spec", "minAvailable") || "N/A",
    scalarAt(object, "spec", "maxUnavailable") || "N/A",
    numberAt(object, "status", "disruptionsAllowed"),
    age(object, now),
  ],
};

export const horizontalPodAutoscalers: Printer = {
  columns: columns("Name", "Reference", "Targets", "MinPods", "MaxPods", "Replicas", "Age"),
  cells: (object, now) => [
    nameOf(object),
    `${textAt(object, "spec", "scaleTargetRef", "kind")}/${textAt(object, "spec", "scaleTargetRef", "name")}`,
    metricTargets(object),
    isSet(object, "spec", "minReplicas") ? `${numberAt(object, "spec", "minReplicas")}` : "<unset>",
    numberAt(object, "spec", "maxReplicas"),
    numberAt(object, "status", "currentReplicas"),
    age(object, now),
  ],
};

/** What each metric is and should be. */
function metricTargets(object: JsonObject): string {
  const statuses = objectsAt(object, "status", "currentMetrics");
  const texts = objectsAt(object, "spec", "metrics").map((metric, index) => metricTarget(metric, statuses[index]));
  if (texts.length === 0) return "<none>";
  const shown = texts.slice(0, 2).join(", ");
  return texts.length > 2 ? `${shown} + ${texts.length - 2} more...` : shown;
}

const metricFields: Readonly<Record<string, string>> = {
  External: "external",
  Pods: "pods",
  Object: "object",
  Resource: "resource",
  ContainerResource: "containerResource",
};

function metricTarget(metric: JsonObject, status: JsonObject | undefined): string {
  const type = textAt(metric, "type");
  const field = metricFields[type];
  if (field === undefined) return "<unknown type>";
  const ofResource = type === "Resource" || type === "ContainerResource";
  const prefix = ofResource ? `${textAt(metric, field, "name")}: ` : "";
  const suffix = type === "External" || type === "Object" ? " (avg)" : "";
  const average = scalarAt(metric, field, "target", "averageValue");
  if (average !== "" || type === "Pods") {
    return `${prefix}${scalarAt(status, field, "current", "averageValue") || "<unknown>"}/${average}${suffix}`;
  }
  if (ofResource) {
    const percent = (value: string, otherwise: string): string => (value === "" ? otherwise : `${value}%`);
    const current = percent(scalarAt(status, field, "current", "averageUtilization"), "<unknown>");
    return `${prefix}${current}/${percent(scalarAt(metric, field, "target", "averageUtilization"), "<auto>")}`;
  }
  return `${scalarAt(status, field, "current", "value") || "<unknown>"}/${scalarAt(metric, field, "target", "value")}`;
}
