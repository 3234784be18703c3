import { validateDns1123Label, validateDns1123Subdomain, validateLabelKey } from "@kubets/apimachinery";
import type { Part } from "./part.ts";
import { quantityOf } from "./resources.ts";
import { checkNoBacksteps, configKey, environmentName } from "./texts.ts";

const sourcesOfValue = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];

/** The variables of a container. */
export function checkVariables(variables: Part): void {
  for (const variable of variables.items) {
    const name = variable.get("name");
    if (name.needed()) name.check(environmentName);
    const from = variable.get("valueFrom");
    if (!from.present) continue;
    checkFieldRef(from.get("fieldRef"), fieldsForVariables);
    checkResourceRef(from.get("resourceFieldRef"), false);
    checkKeyRef(from.get("configMapKeyRef"));
    checkKeyRef(from.get("secretKeyRef"));
    checkFileRef(from.get("fileKeyRef"));
    const sources = sourcesOfValue.filter((source) => from.get(source).present).length;
    if (sources === 0) {
      from.invalid(
        "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
        "",
      );
    } else if (variable.get("value").text !== "") {
      from.invalid("may not be specified when `value` is not empty", "");
    } else if (sources > 1) from.invalid("may not have more than one field specified at a time", "");
  }
}

/** Where more variables of a container come from. */
export function checkVariableSources(sources: Part): void {
  for (const source of sources.items) {
    source.get("prefix").checkIfSet(environmentName);
    const refs = ["configMapRef", "secretRef"].map((field) => source.get(field)).filter((ref) => ref.present);
    for (const ref of refs) {
      const name = ref.get("name");
      if (name.needed()) name.check((text) => validateDns1123Subdomain(text.replace(/-$/, "a")));
    }
    if (refs.length === 0) sources.invalid("must specify one of: `configMapRef` or `secretRef`", "");
    else if (refs.length > 1) sources.invalid("may not have more than one field specified at a time", "");
  }
}

function checkKeyRef(ref: Part): void {
  if (!ref.present) return;
  ref.get("name").check(validateDns1123Subdomain);
  const key = ref.get("key");
  if (key.needed()) key.check(configKey);
}

function checkFileRef(ref: Part): void {
  if (!ref.present) return;
  const [key, volume, path] = [ref.get("key"), ref.get("volumeName"), ref.get("path")];
  if (key.needed()) key.check(environmentName);
  if (volume.needed()) volume.check(validateDns1123Label);
  if (path.needed()) checkNoBacksteps(path);
}

const fieldsForVariables: readonly string[] = [
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
  "spec.nodeName",
  "spec.serviceAccountName",
  "status.hostIP",
  "status.hostIPs",
  "status.podIP",
  "status.podIPs",
];
export const fieldsForFiles: readonly string[] = [
  "metadata.annotations",
  "metadata.labels",
  "metadata.name",
  "metadata.namespace",
  "metadata.uid",
];
const knownFields = new Set([
  ...fieldsForVariables,
  ...fieldsForFiles,
  "spec.restartPolicy",
  "spec.schedulerName",
  "status.phase",
]);

/** A field of the pod itself. */
export function checkFieldRef(ref: Part, allowed: readonly string[]): void {
  if (!ref.present) return;
  const [version, path] = [ref.get("apiVersion"), ref.get("fieldPath")];
  if (!version.needed() || !path.needed()) return;
  const cannot = (why: string): void => path.invalid(`error converting fieldPath: ${why}`);
  if (version.text !== "v1") return cannot(`unsupported pod version: ${version.text}`);
  const [, field = "", key] = /^(.+)\['(.*)'\]$/s.exec(path.text) ?? [];
  if (key !== undefined) {
    if (field !== "metadata.annotations" && field !== "metadata.labels") {
      return cannot(`field label does not support subscript: ${path.text}`);
    }
    const name = field === "metadata.annotations" ? key.toLowerCase() : key;
    for (const detail of validateLabelKey(name)) ref.invalid(detail, name);
    return;
  }
  const known = path.text === "spec.host" || knownFields.has(path.text);
  if (!known) return cannot(`field label not supported: ${path.text}`);
  const wanted = path.text === "spec.host" ? "spec.nodeName" : path.text;
  if (!allowed.includes(wanted)) path.unsupported(allowed, wanted);
}

const resourceFields = ["limits", "requests"].flatMap((kind) =>
  ["cpu", "ephemeral-storage", "memory"].map((name) => `${kind}.${name}`),
);
const sizes = ["1", ...Array.from("kMGTPE", (unit) => `1${unit}`), ...Array.from("KMGTPE", (unit) => `1${unit}i`)];
const divisors: readonly (readonly [RegExp, readonly string[], string])[] = [
  [/\.cpu$/, ["1m", "1"], "values 1m and 1 are supported with the cpu resource"],
  [/\.memory$/, sizes, `values ${sizes.join(", ")} are supported with the memory resource`],
  [/\.ephemeral-storage$/, sizes, `values ${sizes.join(", ")} are supported with the local ephemeral storage resource`],
  [/\.hugepages-/, sizes, `values ${sizes.join(", ")} are supported with the hugepages resource`],
];

/** A resource of a container, as a number of `divisor`s. */
export function checkResourceRef(ref: Part, needsContainer: boolean): void {
  if (!ref.present) return;
  const [container, resource, divisor] = [ref.get("containerName"), ref.get("resource"), ref.get("divisor")];
  const name = resource.text;
  if (needsContainer && container.text === "") container.require();
  else if (resource.needed() && !resourceFields.includes(name) && !/^(limits|requests)\.hugepages-/.test(name)) {
    resource.unsupported(resourceFields);
  }
  const quantity = quantityOf(divisor);
  if (quantity.toNumber() === 0) return;
  const rule = divisors.find(([pattern]) => pattern.test(name));
  if (rule && !rule[1].includes(quantity.toString())) divisor.invalid(`only divisor's ${rule[2]}`, name);
}
