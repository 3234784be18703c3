import { validateLabelKey, validateLabelValue, type ObjectMeta } from "@kubets/apimachinery";
import { isObject, setField, type JsonObject } from "./json.ts";
import { badRequest, forbiddenField, invalidValue, required, type FieldProblem } from "./status.ts";

/** Metadata as a server writes it: known fields only, in its order, without what is empty. */
const fields = {
  name: "string",
  generateName: "string",
  namespace: "string",
  uid: "string",
  resourceVersion: "string",
  generation: "number",
  creationTimestamp: "string",
  deletionTimestamp: "string",
  deletionGracePeriodSeconds: "number",
  labels: "texts",
  annotations: "texts",
  ownerReferences: "objects",
  finalizers: "strings",
  managedFields: "objects",
} as const;

/** Makes the failure that an object gets which does not decode. */
export type Undecodable = (problem: string) => Error;

/** What a create or an update answers to an object that does not decode. */
export function undecodable({ version, kind }: { readonly version: string; readonly kind: string }): Undecodable {
  return (problem) => badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`);
}

/** Reads the metadata of an object that a client sent. A value of a wrong type fails, what no server knows is dropped. */
export function readMetadata(object: JsonObject, kind: string, fail: Undecodable): ObjectMeta {
  const sent = object["metadata"] ?? {};
  const mismatch = (value: unknown, path: string, type: string): Error =>
    fail(`json: cannot unmarshal ${goType(value)} into Go struct field ${path} of type ${type}`);
  if (!isObject(sent)) throw mismatch(sent, `${kind}.metadata`, "v1.ObjectMeta");
  const metadata: JsonObject = {};
  for (const [field, type] of Object.entries(fields)) {
    const value = Object.hasOwn(sent, field) ? sent[field] : undefined;
    if (value === undefined || value === null || value === "") continue;
    const path = `ObjectMeta.metadata.${field}`;
    switch (type) {
      case "string":
      case "number":
        if (typeof value !== type) throw mismatch(value, path, type === "number" ? "int64" : type);
        break;
      case "texts":
        if (!isObject(value)) throw mismatch(value, path, "map[string]string");
        for (const text of Object.values(value))
          if (typeof text !== "string" && text !== null) throw mismatch(text, path, "string");
        break;
      default: {
        if (!Array.isArray(value)) throw mismatch(value, path, type === "strings" ? "[]string" : "[]object");
        const wrong = value.find((element: unknown) =>
          type === "strings" ? typeof element !== "string" : !isObject(element),
        );
        if (wrong !== undefined) throw mismatch(wrong, path, type === "strings" ? "string" : "object");
      }
    }
    if (type === "texts") {
      const texts: JsonObject = {};
      for (const key of Object.keys(value).toSorted()) setField(texts, key, (value as JsonObject)[key] ?? "");
      if (Object.keys(texts).length > 0) metadata[field] = texts;
    } else if (!Array.isArray(value) || value.length > 0) {
      metadata[field] = value;
    }
  }
  return metadata;
}

/** The same metadata in a server's order, after something was set. */
export function orderMetadata(metadata: ObjectMeta): ObjectMeta {
  const ordered: JsonObject = {};
  for (const field of Object.keys(fields)) {
    const value = (metadata as JsonObject)[field];
    if (value === undefined || value === null || value === "") continue;
    if (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0) continue;
    ordered[field] = value;
  }
  return ordered;
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return value === null ? "null" : typeof value;
}

const largestAnnotations = 256 * 1024;

/** Checks metadata that a create or an update would store. */
export function checkMetadata(
  metadata: ObjectMeta,
  validateName: (name: string) => readonly string[],
): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  const name = metadata.name ?? "";
  if (name === "") problems.push(required("metadata.name", "name or generateName is required"));
  else problems.push(...validateName(name).map((detail) => invalidValue("metadata.name", name, detail)));
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    problems.push(...validateLabelKey(key).map((detail) => invalidValue("metadata.labels", key, detail)));
    problems.push(...validateLabelValue(value).map((detail) => invalidValue("metadata.labels", value, detail)));
  }
  let size = 0;
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    problems.push(
      ...validateLabelKey(key.toLowerCase()).map((detail) => invalidValue("metadata.annotations", key, detail)),
    );
    size += key.length + value.length;
  }
  if (size > largestAnnotations) {
    const message = `Too long: may not be more than ${largestAnnotations} bytes`;
    problems.push({ field: "metadata.annotations", reason: "FieldValueTooLong", message });
  }
  problems.push(...checkOwners(metadata), ...checkFinalizers(metadata));
  return problems;
}

function checkOwners({ ownerReferences = [] }: ObjectMeta): FieldProblem[] {
  const problems: FieldProblem[] = [];
  let controllers = 0;
  for (const [index, owner] of ownerReferences.entries()) {
    const path = `metadata.ownerReferences[${index}]`;
    if (!owner.apiVersion)
      problems.push(invalidValue(`${path}.apiVersion`, owner.apiVersion ?? "", "version must not be empty"));
    for (const field of ["kind", "name", "uid"] as const) {
      if (!owner[field]) problems.push(required(`${path}.${field}`, "must not be empty"));
    }
    if (owner.controller === true) controllers++;
  }
  if (controllers > 1) {
    const detail = `Only one reference can have Controller set to true. Found "true" in references for ${ownerReferences
      .filter((owner) => owner.controller)
      .map((owner) => owner.name)
      .join(" and ")}`;
    problems.push(invalidValue("metadata.ownerReferences", ownerReferences, detail));
  }
  return problems;
}

function checkFinalizers({ finalizers = [] }: ObjectMeta): FieldProblem[] {
  const problems = finalizers.flatMap((finalizer) =>
    validateLabelKey(finalizer).map((detail) => invalidValue("metadata.finalizers", finalizer, detail)),
  );
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion")) {
    problems.push(
      invalidValue("metadata.finalizers", finalizers, "finalizer orphan and foregroundDeletion cannot be both set"),
    );
  }
  return problems;
}

/** Checks what an update may not change. */
export function checkMetadataUpdate(metadata: ObjectMeta, old: ObjectMeta): readonly FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const field of [
    "name",
    "namespace",
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
  ] as const) {
    if (metadata[field] !== old[field]) {
      problems.push(invalidValue(`metadata.${field}`, metadata[field] ?? null, "field is immutable"));
    }
  }
  if (old.deletionTimestamp !== undefined) {
    const before = new Set(old.finalizers);
    const added = (metadata.finalizers ?? []).filter((finalizer) => !before.has(finalizer));
    if (added.length > 0) {
      const list = added.map((finalizer) => JSON.stringify(finalizer)).join(", ");
      const detail = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${list}}`;
      problems.push(forbiddenField("metadata.finalizers", detail));
    }
  }
  return problems;
}
