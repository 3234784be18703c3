import type { JsonObject } from "../json.ts";
import { age, humanDuration, since } from "./duration.ts";
import { columns, type Printer } from "./printer.ts";
import { conditionOf, entriesAt, isSet, nameOf, numberAt, objectsAt, scalarAt, textAt, textsAt } from "./read.ts";

export const namespaces: Printer = {
  columns: columns("Name", "Status", "Age"),
  cells: (object, now) => [nameOf(object), textAt(object, "status", "phase"), age(object, now)],
};

export const nodes: Printer = {
  columns: columns(
    "Name",
    "Status",
    "Roles",
    "Age",
    "Version",
    "Internal-IP*",
    "External-IP*",
    "OS-Image*",
    "Kernel-Version*",
    "Container-Runtime*",
  ),
  cells(object, now) {
    const architecture = textAt(object, "status", "nodeInfo", "architecture");
    const info = (field: string): string => textAt(object, "status", "nodeInfo", field) || "<unknown>";
    const address = (type: string): string => {
      const found = objectsAt(object, "status", "addresses").find((each) => each["type"] === type);
      return found ? textAt(found, "address") : "<none>";
    };
    return [
      nameOf(object),
      nodeStatus(object),
      nodeRoles(object),
      age(object, now),
      textAt(object, "status", "nodeInfo", "kubeletVersion"),
      address("InternalIP"),
      address("ExternalIP"),
      info("osImage"),
      info("kernelVersion") + (architecture === "" ? "" : ` (${architecture})`),
      info("containerRuntimeVersion"),
    ];
  },
};

function nodeStatus(node: JsonObject): string {
  const ready = conditionOf(node, "Ready");
  const status = ready ? (ready["status"] === "True" ? "Ready" : "NotReady") : "Unknown";
  const unschedulable = (node["spec"] as JsonObject | undefined)?.["unschedulable"] === true;
  return unschedulable ? `${status},SchedulingDisabled` : status;
}

/** From labels `node-role.kubernetes.io/<role>` and `kubernetes.io/role=<role>`. */
function nodeRoles(node: JsonObject): string {
  const prefix = "node-role.kubernetes.io/";
  const roles = entriesAt(node, "metadata", "labels").map(([key, value]) =>
    key.startsWith(prefix) ? key.slice(prefix.length) : key === "kubernetes.io/role" ? String(value) : "",
  );
  return [...new Set(roles.filter((role) => role !== ""))].toSorted().join(",") || "<none>";
}

export const configMaps: Printer = {
  columns: columns("Name", "Data", "Age"),
  cells: (object, now) => [
    nameOf(object),
    entriesAt(object, "data").length + entriesAt(object, "binaryData").length,
    age(object, now),
  ],
};

export const secrets: Printer = {
  columns: columns("Name", "Type", "Data", "Age"),
  cells: (object, now) => [nameOf(object), textAt(object, "type"), entriesAt(object, "data").length, age(object, now)],
};

/** For kinds of which a table shows no more. */
export const nameAndAge: Printer = {
  columns: columns("Name", "Age"),
  cells: (object, now) => [nameOf(object), age(object, now)],
};

/** Events of the core group and of events.k8s.io, which are stored alike. */
export const events: Printer = {
  columns: columns(
    "Last Seen",
    "Type",
    "Reason",
    "Object",
    "Subobject*",
    "Source*",
    "Message",
    "First Seen*",
    "Count:string*",
    "Name*",
  ),
  cells(object, now) {
    const seen = textAt(object, "firstTimestamp") || textAt(object, "eventTime");
    const observed =
      textAt(object, "series", "lastObservedTime") ||
      (isSet(object, "series") ? "" : textAt(object, "lastTimestamp") || seen);
    const kind = textAt(object, "involvedObject", "kind").toLowerCase();
    const name = textAt(object, "involvedObject", "name");
    const component = textAt(object, "source", "component") || textAt(object, "reportingComponent");
    const instance = textAt(object, "source", "host") || textAt(object, "reportingInstance");
    const count = isSet(object, "series") ? numberAt(object, "series", "count") : numberAt(object, "count") || 1;
    return [
      since(observed, now),
      textAt(object, "type"),
      textAt(object, "reason"),
      name === "" ? kind : `${kind}/${name}`,
      textAt(object, "involvedObject", "fieldPath"),
      instance === "" ? component : `${component}, ${instance}`,
      textAt(object, "message").trim(),
      since(seen, now),
      count,
      nameOf(object),
    ];
  },
};

export const leases: Printer = {
  columns: columns("Name", "Holder", "Age"),
  cells: (object, now) => [nameOf(object), textAt(object, "spec", "holderIdentity"), age(object, now)],
};

export const resourceQuotas: Printer = {
  columns: columns("Name", "Request", "Limit", "Age"),
  cells(object, now) {
    const requests: string[] = [];
    const limits: string[] = [];
    for (const [resource, hard] of entriesAt(object, "status", "hard").toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const text = `${resource}: ${scalarAt(object, "status", "used", resource) || "0"}/${String(hard)}`;
      (resource.startsWith("limits.") ? limits : requests).push(text);
    }
    return [nameOf(object), requests.join(", "), limits.join(", "), age(object, now)];
  },
};

export const priorityClasses: Printer = {
  columns: columns("Name", "Value:integer", "Global-Default:boolean", "Age", "PreemptionPolicy"),
  cells: (object, now) => [
    nameOf(object),
    numberAt(object, "value"),
    object["globalDefault"] === true,
    age(object, now),
    textAt(object, "preemptionPolicy"),
  ],
};

export const runtimeClasses: Printer = {
  columns: columns("Name", "Handler", "Age"),
  cells: (object, now) => [nameOf(object), textAt(object, "handler"), age(object, now)],
};

export const webhookConfigurations: Printer = {
  columns: columns("Name", "Webhooks:integer", "Age"),
  cells: (object, now) => [nameOf(object), objectsAt(object, "webhooks").length, age(object, now)],
};

export const certificateSigningRequests: Printer = {
  columns: columns("Name", "Age", "SignerName", "Requestor", "RequestedDuration", "Condition"),
  cells: (object, now) => [
    nameOf(object),
    age(object, now),
    textAt(object, "spec", "signerName") || "<none>",
    textAt(object, "spec", "username"),
    isSet(object, "spec", "expirationSeconds")
      ? humanDuration(numberAt(object, "spec", "expirationSeconds") * 1000)
      : "<none>",
    [
      conditionOf(object, "Denied") ? "Denied" : conditionOf(object, "Approved") ? "Approved" : "Pending",
      ...(conditionOf(object, "Failed") ? ["Failed"] : []),
      ...(textAt(object, "status", "certificate") === "" ? [] : ["Issued"]),
    ].join(","),
  ],
};

/** Role bindings and cluster role bindings. */
export const roleBindings: Printer = {
  columns: columns("Name", "Role", "Age", "Users*", "Groups*", "ServiceAccounts*"),
  cells(object, now) {
    const subjects = (kind: string): string[] =>
      objectsAt(object, "subjects")
        .filter((subject) => subject["kind"] === kind)
        .map(
          (subject) => (kind === "ServiceAccount" ? `${textAt(subject, "namespace")}/` : "") + textAt(subject, "name"),
        );
    return [
      nameOf(object),
      `${textAt(object, "roleRef", "kind")}/${textAt(object, "roleRef", "name")}`,
      age(object, now),
      ...["User", "Group", "ServiceAccount"].map((kind) => subjects(kind).join(", ")),
    ];
  },
};

export const customResourceDefinitions: Printer = {
  columns: columns(
    "Name",
    "Scope",
    "Versions",
    "Created At:date",
    "Group*",
    "Kind*",
    "ShortNames*",
    "Established:boolean*",
  ),
  cells(object) {
    const versions = objectsAt(object, "spec", "versions")
      .filter((version) => version["served"] === true)
      .map((version) => textAt(version, "name") + (version["storage"] === true ? "(storage)" : ""));
    return [
      nameOf(object),
      textAt(object, "spec", "scope"),
      versions.toSorted().join(","),
      textAt(object, "metadata", "creationTimestamp"),
      textAt(object, "spec", "group"),
      textAt(object, "spec", "names", "kind"),
      textsAt(object, "spec", "names", "shortNames").join(","),
      conditionOf(object, "Established")?.["status"] === "True",
    ];
  },
};
