import type { DefaultsByType } from "./defaults.ts";
import { fill, fillZero } from "./fill.ts";

/** Volumes, claims, storage classes, drivers. */
export const storageDefaults: DefaultsByType = {
  "core/v1.PersistentVolumeSpec": (spec) => {
    fillZero(spec, { persistentVolumeReclaimPolicy: "Retain" });
    fill(spec, { volumeMode: "Filesystem" });
  },
  "core/v1.PersistentVolumeStatus": (status) => fillZero(status, { phase: "Pending" }),
  "core/v1.PersistentVolumeClaimSpec": (spec) => fill(spec, { volumeMode: "Filesystem" }),
  "core/v1.PersistentVolumeClaimStatus": (status) => fillZero(status, { phase: "Pending" }),
  "storage/v1.StorageClass": (storageClass) =>
    fill(storageClass, { reclaimPolicy: "Delete", volumeBindingMode: "Immediate" }),
  "storage/v1.CSIDriverSpec": (spec) => {
    fill(spec, {
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: "ReadWriteOnceWithFSType",
      requiresRepublish: false,
      seLinuxMount: false,
      preventPodSchedulingIfMissing: false,
    });
    if (!Array.isArray(spec["volumeLifecycleModes"]) || spec["volumeLifecycleModes"].length === 0) {
      spec["volumeLifecycleModes"] = ["Persistent"];
    }
  },
};
