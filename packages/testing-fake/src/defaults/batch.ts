import type { DefaultsByType } from "./defaults.ts";
import { fill, fillZero, isMissing, objectIn, ownObject } from "./fill.ts";

const mostRetries = 2 ** 31 - 1;

/** Jobs and cron jobs. */
export const batchDefaults: DefaultsByType = {
  "batch/v1.Job": (job) => {
    const spec = ownObject(job, "spec");
    if (isMissing(spec["completions"]) && isMissing(spec["parallelism"])) spec["completions"] = 1;
    fill(spec, {
      parallelism: 1,
      backoffLimit: isMissing(spec["backoffLimitPerIndex"]) ? 6 : mostRetries,
      completionMode: "NonIndexed",
      suspend: false,
      podReplacementPolicy: isMissing(spec["podFailurePolicy"]) ? "TerminatingOrFailed" : "Failed",
      manualSelector: false,
    });
    const metadata = objectIn(job, "metadata");
    const labels = objectIn(objectIn(objectIn(spec, "template"), "metadata"), "labels");
    if (Object.keys(objectIn(metadata, "labels")).length === 0 && Object.keys(labels).length > 0) {
      metadata["labels"] = { ...labels };
    }
  },
  "batch/v1.CronJobSpec": (spec) => {
    fillZero(spec, { concurrencyPolicy: "Allow" });
    fill(spec, { suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
  },
  "batch/v1.PodFailurePolicyOnPodConditionsPattern": (pattern) => fillZero(pattern, { status: "True" }),
};
