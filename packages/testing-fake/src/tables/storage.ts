import type { JsonObject } from "../json.ts";
import { age } from "./duration.ts";
import { columns, type Printer } from "./printer.ts";
import { isDeleting, isSet, nameOf, objectAt, scalarAt, textAt, textsAt } from "./read.ts";

const shortModes: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};

function accessModes(object: JsonObject, ...path: string[]): string {
  const modes = new Set(textsAt(object, ...path));
  return Object.entries(shortModes)
    .filter(([mode]) => modes.has(mode))
    .map(([, short]) => short)
    .join(",");
}

/** The class by the annotation that came before the field, else by the field. */
function storageClassOf(object: JsonObject): string {
  const annotation = "volume.beta.kubernetes.io/storage-class";
  if (isSet(object, "metadata", "annotations", annotation))
    return textAt(object, "metadata", "annotations", annotation);
  return textAt(object, "spec", "storageClassName");
}

const orUnset = (object: JsonObject, field: string): string =>
  isSet(object, "spec", field) ? textAt(object, "spec", field) : "<unset>";

const phaseOf = (object: JsonObject): string =>
  isDeleting(object) ? "Terminating" : textAt(object, "status", "phase");

export const persistentVolumes: Printer = {
  columns: columns(
    "Name",
    "Capacity",
    "Access Modes",
    "Reclaim Policy",
    "Status",
    "Claim",
    "StorageClass",
    "VolumeAttributesClass",
    "Reason",
    "Age",
    "VolumeMode*",
  ),
  cells(object, now) {
    const claim = objectAt(object, "spec", "claimRef");
    return [
      nameOf(object),
      scalarAt(object, "spec", "capacity", "storage") || "0",
      accessModes(object, "spec", "accessModes"),
      textAt(object, "spec", "persistentVolumeReclaimPolicy"),
      phaseOf(object),
      claim ? `${textAt(claim, "namespace")}/${textAt(claim, "name")}` : "",
      storageClassOf(object),
      orUnset(object, "volumeAttributesClassName"),
      textAt(object, "status", "reason"),
      age(object, now),
      orUnset(object, "volumeMode"),
    ];
  },
};

export const persistentVolumeClaims: Printer = {
  columns: columns(
    "Name",
    "Status",
    "Volume",
    "Capacity",
    "Access Modes",
    "StorageClass",
    "VolumeAttributesClass",
    "Age",
    "VolumeMode*",
  ),
  cells(object, now) {
    const volume = textAt(object, "spec", "volumeName");
    return [
      nameOf(object),
      phaseOf(object),
      volume,
      volume === "" ? "" : scalarAt(object, "status", "capacity", "storage") || "0",
      volume === "" ? "" : accessModes(object, "status", "accessModes"),
      storageClassOf(object),
      orUnset(object, "volumeAttributesClassName"),
      age(object, now),
      orUnset(object, "volumeMode"),
    ];
  },
};

export const storageClasses: Printer = {
  columns: columns("Name", "Provisioner", "ReclaimPolicy", "VolumeBindingMode", "AllowVolumeExpansion:string", "Age"),
  cells: (object, now, all) => [
    nameOf(object) === defaultClass(all) ? `${nameOf(object)} (default)` : nameOf(object),
    textAt(object, "provisioner"),
    textAt(object, "reclaimPolicy") || "Delete",
    textAt(object, "volumeBindingMode") || "Immediate",
    object["allowVolumeExpansion"] === true,
    age(object, now),
  ],
};

/** Of several classes that call themselves the default the youngest is it; a single object is never marked. */
function defaultClass(all: readonly JsonObject[]): string | undefined {
  const created = (object: JsonObject): string => textAt(object, "metadata", "creationTimestamp");
  const [first] = all
    .filter((object) =>
      ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"].some(
        (annotation) => textAt(object, "metadata", "annotations", annotation) === "true",
      ),
    )
    .toSorted((a, b) =>
      created(a) === created(b) ? (nameOf(a) < nameOf(b) ? -1 : 1) : created(a) > created(b) ? -1 : 1,
    );
  return first && nameOf(first);
}
