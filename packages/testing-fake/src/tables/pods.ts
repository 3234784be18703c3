import type { JsonObject } from "../json.ts";
import { age, since } from "./duration.ts";
import { columns, type Printer, type RowCondition } from "./printer.ts";
import { isDeleting, isTrue, nameOf, numberAt, objectAt, objectsAt, textAt } from "./read.ts";

export const pods: Printer = {
  columns: columns("Name", "Ready", "Status", "Restarts", "Age", "IP*", "Node*", "Nominated Node*", "Readiness Gates*"),
  cells(pod, now) {
    const summary = summarize(pod);
    const restarts =
      summary.restarts > 0 && summary.lastRestart !== ""
        ? `${summary.restarts} (${since(summary.lastRestart, now)} ago)`
        : `${summary.restarts}`;
    return [
      nameOf(pod),
      `${summary.ready}/${summary.total}`,
      summary.status,
      restarts,
      age(pod, now),
      textAt(objectsAt(pod, "status", "podIPs")[0], "ip") || "<none>",
      textAt(pod, "spec", "nodeName") || "<none>",
      textAt(pod, "status", "nominatedNodeName") || "<none>",
      readinessGates(pod),
    ];
  },
  conditions(pod) {
    return finished.get(textAt(pod, "status", "phase"));
  },
};

const finished = new Map<string, readonly RowCondition[]>(
  [["Succeeded", "The pod has completed successfully."] as const, ["Failed", "The pod failed."] as const].map(
    ([reason, message]) => [reason, [{ type: "Completed", status: "True", reason, message }]],
  ),
);

interface Summary {
  status: string;
  ready: number;
  total: number;
  restarts: number;
  /** RFC 3339; empty where no container ever ended. */
  lastRestart: string;
}

/** The one word that says how a pod is: its phase, unless a container or a deletion has more to say. */
function summarize(pod: JsonObject): Summary {
  const phase = textAt(pod, "status", "phase");
  const initContainers = new Map(objectsAt(pod, "spec", "initContainers").map((each) => [nameIn(each), each]));
  const sidecars = new Set(
    [...initContainers].filter(([, each]) => each["restartPolicy"] === "Always").map(([name]) => name),
  );
  const summary: Summary = {
    status: textAt(pod, "status", "reason") || phase,
    ready: 0,
    total: objectsAt(pod, "spec", "containers").length + sidecars.size,
    restarts: 0,
    lastRestart: "",
  };
  const gated = objectsAt(pod, "status", "conditions").some(
    ({ type, reason }) => type === "PodScheduled" && reason === "SchedulingGated",
  );
  if (gated) summary.status = "SchedulingGated";

  // Once initialization is over, only the restarts of sidecars count beside those of the containers.
  const sidecarRestarts: Summary = { ...summary };
  const initializing = summarizeInit(pod, initContainers.size, sidecars, summary, sidecarRestarts);
  if (!initializing || isTrue(pod, "Initialized")) {
    summary.restarts = sidecarRestarts.restarts;
    summary.lastRestart = sidecarRestarts.lastRestart;
    summarizeContainers(pod, summary);
  }

  if (isDeleting(pod)) {
    if (textAt(pod, "status", "reason") === "NodeLost") summary.status = "Unknown";
    else if (phase !== "Succeeded" && phase !== "Failed") summary.status = "Terminating";
  }
  return summary;
}

function summarizeInit(
  pod: JsonObject,
  count: number,
  sidecars: ReadonlySet<string>,
  summary: Summary,
  sidecarRestarts: Summary,
): boolean {
  for (const [index, container] of objectsAt(pod, "status", "initContainerStatuses").entries()) {
    const sidecar = sidecars.has(nameIn(container));
    countRestarts(container, summary);
    if (sidecar) countRestarts(container, sidecarRestarts);
    const terminated = objectAt(container, "state", "terminated");
    if (terminated && numberAt(terminated, "exitCode") === 0) continue;
    if (sidecar && container["started"] === true) {
      if (container["ready"] === true) summary.ready++;
      continue;
    }
    const waiting = textAt(container, "state", "waiting", "reason");
    if (terminated) summary.status = `Init:${endOf(terminated)}`;
    else if (waiting !== "" && waiting !== "PodInitializing") summary.status = `Init:${waiting}`;
    else summary.status = `Init:${index}/${count}`;
    return true;
  }
  return false;
}

function summarizeContainers(pod: JsonObject, summary: Summary): void {
  let running = false;
  let failure = "";
  // The first container has the last word.
  for (const container of objectsAt(pod, "status", "containerStatuses").toReversed()) {
    countRestarts(container, summary);
    const waiting = textAt(container, "state", "waiting", "reason");
    const terminated = objectAt(container, "state", "terminated");
    if (waiting !== "") summary.status = waiting;
    else if (terminated) {
      summary.status = endOf(terminated);
      if (numberAt(terminated, "exitCode") !== 0) failure = summary.status;
    } else if (container["ready"] === true && objectAt(container, "state", "running")) {
      running = true;
      summary.ready++;
    }
  }
  if (summary.status !== "Completed") return;
  if (running && isTrue(pod, "Ready")) summary.status = "Running";
  else if (failure !== "") summary.status = failure;
  else if (running) summary.status = "NotReady";
}

function endOf(terminated: JsonObject): string {
  const signal = numberAt(terminated, "signal");
  return (
    textAt(terminated, "reason") || (signal === 0 ? `ExitCode:${numberAt(terminated, "exitCode")}` : `Signal:${signal}`)
  );
}

function countRestarts(container: JsonObject, summary: Summary): void {
  summary.restarts += numberAt(container, "restartCount");
  const ended = textAt(container, "lastState", "terminated", "finishedAt");
  // Times in RFC 3339 with seconds, in UTC: their order is that of their text.
  if (ended > summary.lastRestart) summary.lastRestart = ended;
}

function nameIn(container: JsonObject): string {
  return textAt(container, "name");
}

function readinessGates(pod: JsonObject): string {
  const gates = objectsAt(pod, "spec", "readinessGates");
  if (gates.length === 0) return "<none>";
  return `${gates.filter((gate) => isTrue(pod, textAt(gate, "conditionType"))).length}/${gates.length}`;
}
