import { validateDns1123Label, validateDns1123Subdomain } from "@kubets/apimachinery";
import type { Part } from "./part.ts";
import { checkPositiveAmount } from "./resources.ts";
import { checkAnnotations, checkLabels, checkSelector } from "./selectors.ts";

const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];
export const volumeModes: readonly string[] = ["Block", "Filesystem"];

export function checkAccessModes(modes: Part): void {
  for (const mode of modes.texts) if (!accessModes.includes(mode)) modes.unsupported(accessModes, mode);
  const others = modes.texts.some((mode) => mode !== "ReadWriteOncePod" && accessModes.includes(mode));
  if (others && modes.texts.includes("ReadWriteOncePod")) {
    modes.forbid("may not use ReadWriteOncePod with other access modes");
  }
}

function checkDataSource(source: Part): void {
  if (!source.present) return;
  const [kind, group] = [source.get("kind"), source.get("apiGroup")];
  source.get("name").needed();
  kind.needed();
  if (group.text === "" && kind.text !== "PersistentVolumeClaim") {
    source.invalid("must be 'PersistentVolumeClaim' when referencing the default apiGroup", kind.text);
  }
  group.checkIfSet(validateDns1123Subdomain);
  source.get("namespace").checkIfSet(validateDns1123Label);
}

/** What is wanted of a persistent volume. */
export function checkClaimSpec(spec: Part): void {
  spec.get("accessModes").needed("at least 1 access mode is required");
  checkSelector(spec.get("selector"));
  checkAccessModes(spec.get("accessModes"));
  const storage = spec.in("resources", "requests", "storage").as(`${spec.path}.resources[storage]`);
  if (storage.present) checkPositiveAmount(storage);
  else storage.require();
  spec.get("storageClassName").checkIfSet(validateDns1123Subdomain);
  spec.get("volumeMode").oneOf(volumeModes);
  const [source, reference] = [spec.get("dataSource"), spec.get("dataSourceRef")];
  checkDataSource(source);
  checkDataSource(reference);
  if (source.present && reference.present) {
    const elsewhere = reference.get("namespace").text !== "";
    const same = ["apiGroup", "kind", "name"].every((field) => source.get(field).text === reference.get(field).text);
    if (elsewhere) spec.invalid("may not be specified when dataSourceRef.namespace is specified", {});
    else if (!same) spec.invalid("must match dataSourceRef", {});
  }
  spec.get("volumeAttributesClassName").checkIfSet(validateDns1123Subdomain);
}

/** A claim that is made with a pod. */
export function claimTemplate(template: Part): void {
  const metadata = template.get("metadata");
  checkAnnotations(metadata.get("annotations"));
  checkLabels(metadata.get("labels"));
  for (const [field] of metadata.entries) {
    const allowed = ["annotations", "labels", "creationTimestamp"];
    if (!allowed.includes(field)) metadata.get(field).forbid("cannot be set");
  }
  checkClaimSpec(template.get("spec"));
}
