import type { FieldSelector } from "@kubets/apimachinery";
import { goText } from "../go-text.ts";
import { isObject, valueAt, type JsonObject } from "../json.ts";
import type { ResourceEntry } from "./resource-registry.ts";
import { badRequest, qualified } from "../http/status.ts";

/** Names of fields that selectors may use, each with where its value stands. */
type Fields = Readonly<Record<string, string>>;

const name: Fields = { "metadata.name": "metadata.name" };
const named: Fields = { ...name, "metadata.namespace": "metadata.namespace" };
const same = (...paths: readonly string[]): Fields => Object.fromEntries(paths.map((path) => [path, path]));

const eventObject = (field: string, stored = field): Fields =>
  Object.fromEntries(
    ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"].map((part) => [
      `${field}.${part}`,
      `${stored}.${part}`,
    ]),
  );

const known: ReadonlyMap<string, Fields> = new Map([
  [
    "pods",
    {
      ...named,
      ...same("spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName"),
      ...same("spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName"),
      "spec.host": "spec.nodeName",
    },
  ],
  ["nodes", { ...name, ...same("spec.unschedulable") }],
  ["replicationcontrollers", { ...named, ...same("status.replicas") }],
  ["namespaces", { ...name, ...same("status.phase") }],
  ["secrets", { ...named, ...same("type") }],
  ["services", { ...named, ...same("spec.clusterIP", "spec.type") }],
  ["events", { ...named, ...eventObject("involvedObject"), ...same("reason", "reportingComponent", "source", "type") }],
  [
    "events.events.k8s.io",
    {
      ...named,
      ...eventObject("regarding", "involvedObject"),
      ...same("reason", "type"),
      reportingController: "reportingComponent",
    },
  ],
  ["jobs.batch", { ...named, "status.successful": "status.succeeded" }],
  ["certificatesigningrequests.certificates.k8s.io", { ...name, ...same("spec.signerName") }],
  ["clustertrustbundles.certificates.k8s.io", { ...name, ...same("spec.signerName") }],
  [
    "podcertificaterequests.certificates.k8s.io",
    { ...name, ...same("spec.signerName", "spec.podName", "spec.nodeName") },
  ],
  [
    "resourceslices.resource.k8s.io",
    { ...name, ...same("spec.nodeName", "spec.driver"), "spec.pool.name": "spec.pool.name" },
  ],
]);

/** What a field counts as where it is absent, if not as the empty text. */
const absent: ReadonlyMap<string, string> = new Map([
  ["spec.hostNetwork", "false"],
  ["spec.unschedulable", "false"],
  ["status.replicas", "0"],
  ["status.succeeded", "0"],
]);

function fieldsOf(entry: ResourceEntry): Fields {
  if (!entry.custom) return known.get(qualified(entry)) ?? named;
  const selectable = entry.custom.version["selectableFields"];
  const paths = Array.isArray(selectable)
    ? selectable.flatMap((field: unknown) => (isObject(field) ? [String(field["jsonPath"]).replace(/^\./, "")] : []))
    : [];
  return { ...(entry.scope === "Namespaced" ? named : name), ...same(...paths) };
}

/** Makes a test of a field selector; a field that the kind does not register is a bad request. */
export function fieldTest(entry: ResourceEntry, selector: FieldSelector): (object: Readonly<JsonObject>) => boolean {
  if (selector.empty) return () => true;
  const fields = fieldsOf(entry);
  const wanted = selector.requirements.map(({ field, operator, value }) => {
    if (!Object.hasOwn(fields, field)) throw unsupported(entry, field);
    return { path: fields[field] ?? "", operator, value };
  });
  return (object) =>
    wanted.every(({ path, operator, value }) => (textAt(object, path) === value) === (operator === "="));
}

function unsupported(entry: ResourceEntry, field: string): Error {
  if (qualified(entry) === "jobs.batch") return badRequest(`field label "${field}" not supported for Job`);
  if (entry.custom || known.has(qualified(entry))) return badRequest(`field label not supported: ${field}`);
  return badRequest(`"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`);
}

function textAt(object: Readonly<JsonObject>, path: string): string {
  const value = valueAt(object, path.split("."));
  // An event's source is an object; its component is what counts.
  if (path === "source") return textAt(object, "source.component") || textAt(object, "reportingComponent");
  if (path === "status.podIPs" && Array.isArray(value)) {
    return value.map((entry: unknown) => (isObject(entry) ? String(entry["ip"]) : "")).join(",");
  }
  if (value === undefined || value === null) return absent.get(path) ?? "";
  return typeof value === "object" ? "" : goText(value);
}
