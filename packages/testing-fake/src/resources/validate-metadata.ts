import { validateLabelKey, validateLabelValue, type ObjectMeta } from "@kubets/apimachinery";
import { managerProblems } from "../apply/manager-name.ts";
import type { ResourceRules } from "./resource-rules.ts";
import { forbiddenField, invalidValue, required, tooLong, type FieldProblem } from "../http/status.ts";

const largestAnnotations = 256 * 1024;

/** Checks metadata that a create or an update would store. */
export function checkMetadata(
  metadata: ObjectMeta,
  { validateName, plainFinalizers }: Pick<ResourceRules, "validateName" | "plainFinalizers">,
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
  problems.push(...checkOwners(metadata), ...checkFinalizers(metadata, plainFinalizers), ...checkManagers(metadata));
  return problems;
}

const longestSubresource = 256;

/** Entries that a client wrote itself; those that cannot be read at all have been left out before. */
function checkManagers({ managedFields = [] }: ObjectMeta): FieldProblem[] {
  return managedFields.flatMap(({ manager = "", subresource = "" }, index) => {
    const field = `metadata.managedFields[${index}]`;
    const problems = managerProblems(manager, `${field}.manager`);
    return subresource.length > longestSubresource
      ? [...problems, tooLong(`${field}.subresource`, longestSubresource)]
      : problems;
  });
}

function checkOwners({ ownerReferences = [] }: ObjectMeta): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const [index, owner] of ownerReferences.entries()) {
    for (const field of ["apiVersion", "kind", "name", "uid"] as const) {
      if (!owner[field]) problems.push(required(`metadata.ownerReferences[${index}].${field}`, "must not be empty"));
    }
  }
  const controllers = ownerReferences.filter((owner) => owner.controller === true);
  if (controllers.length > 1) {
    const names = controllers.map(({ kind, name }) => `${kind}/${name}`).join(" and ");
    const detail = `Only one reference can have Controller set to true. Found "true" in references for ${names}`;
    problems.push(invalidValue("metadata.ownerReferences", ownerReferences, detail));
  }
  return problems;
}

/** Finalizers that need no prefix anywhere. */
const standardFinalizers = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

function checkFinalizers({ finalizers = [] }: ObjectMeta, plainFinalizers: boolean): FieldProblem[] {
  const problems = finalizers.flatMap((finalizer) =>
    validateLabelKey(finalizer).map((detail) => invalidValue("metadata.finalizers", finalizer, detail)),
  );
  if (finalizers.includes("orphan") && finalizers.includes("foregroundDeletion")) {
    const detail = "finalizer orphan and foregroundDeletion cannot be both set";
    problems.push(invalidValue("metadata.finalizers", finalizers, detail));
  }
  for (const [index, finalizer] of finalizers.entries()) {
    if (plainFinalizers || finalizer.includes("/") || standardFinalizers.has(finalizer)) continue;
    const detail = "name is neither a standard finalizer name nor is it fully qualified";
    problems.push(invalidValue(`metadata.finalizers[${index}]`, finalizer, detail));
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
