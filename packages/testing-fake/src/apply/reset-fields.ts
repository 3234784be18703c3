import type { ResourceEntry } from "../resources/resource-registry.ts";
import { setOf, type FieldSet } from "./field-set.ts";
import { fieldElement } from "./path-element.ts";

const fields = (...paths: readonly string[]): FieldSet =>
  setOf(...paths.map((path) => path.split(".").map(fieldElement)));

const status = fields("status");
const spec = fields("spec");
const allButStatus = fields("metadata", "spec");

/** By `resource` and `resource/subresource`: where a resource is not as others are. */
const exceptions: ReadonlyMap<string, FieldSet> = new Map([
  ["certificatesigningrequests.certificates.k8s.io", fields("spec", "status")],
  ["certificatesigningrequests.certificates.k8s.io/status", fields("spec", "status.conditions")],
  ["certificatesigningrequests.certificates.k8s.io/approval", fields("spec", "status.certificate")],
  // Its status strategy keeps metadata too, but says so nowhere.
  ["customresourcedefinitions.apiextensions.k8s.io/status", spec],
  ["apiservices.apiregistration.k8s.io/status", allButStatus],
  ["deployments.apps/status", fields("spec", "metadata.labels")],
  ["pods/status", fields("spec", "metadata.deletionTimestamp", "metadata.ownerReferences")],
  ["namespaces/finalize", status],
]);

/**
 * What a write of a resource, or of one of its subresources, cannot change, and so nobody can own by it. Undefined where
 * it can change everything.
 */
export function resetFieldsOf(entry: ResourceEntry, subresource: string | undefined): FieldSet | undefined {
  const exception = exceptions.get(subresource === undefined ? entry.collection : `${entry.collection}/${subresource}`);
  if (exception) return exception;
  if (subresource === "ephemeralcontainers") return allButEphemeralContainers(entry);
  if (!entry.subresources.some(({ name }) => name === "status")) return undefined;
  if (subresource === undefined) return status;
  if (subresource !== "status") return undefined;
  return entry.rules.statusKeeps.length > 1 ? allButStatus : spec;
}

function allButEphemeralContainers({ schema }: ResourceEntry): FieldSet {
  const whole = schema && "fields" in schema ? schema.fields["spec"]?.schema : undefined;
  const names = whole && "fields" in whole ? Object.keys(whole.fields) : [];
  const others = names.filter((name) => name !== "ephemeralContainers").map((name) => `spec.${name}`);
  return fields("metadata", "status", ...others);
}
