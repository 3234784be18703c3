import { validateDns1123Label, validateLabelKey } from "@kubets/apimachinery";
import { goQuote } from "../go-text.ts";
import { isObject, semanticallyEqual, type JsonObject } from "../json.ts";
import { isTimeZone, scheduleProblem } from "./cron.ts";
import { internalShown, selectorShown } from "./internal-form.ts";
import { Part } from "./part.ts";
import { checkPodTemplate } from "./pod-spec.ts";
import { checkSelector, selects } from "./selectors.ts";
import { checkDomainPath } from "./texts.ts";

export function checkJob(job: Part, old?: Part): void {
  const spec = job.get("spec");
  if (!old) checkGenerated(job);
  checkJobSpec(spec);
  const selector = spec.get("selector");
  if (selector.present) checkSelector(selector);
  else selector.require();
  const labels = spec.in("template", "metadata", "labels");
  if (selects(selector, labels) === false) {
    labels.invalid("`selector` does not match template `labels`", labels.value ?? null);
  }
  if (old) checkJobUpdate(spec, old);
  checkPodNames(job);
}

/** A job that was to make its selector must have it, and the labels it selects. */
function checkGenerated(job: Part): void {
  const spec = job.get("spec");
  if (spec.get("manualSelector").isTrue || !spec.get("selector").present) return;
  const labels = spec.in("template", "metadata", "labels");
  const { text: uid } = job.in("metadata", "uid");
  const { text: name } = job.in("metadata", "name");
  const expected: Readonly<Record<string, string>> = {
    "controller-uid": uid,
    "job-name": name,
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
  };
  for (const [key, value] of Object.entries(expected)) {
    const label = labels.entry(key);
    if (!label.present) label.require(`must be '${value}'`);
    else if (label.text !== value) label.invalid(`must be '${value}'`, labels.value);
  }
  const selector = spec.get("selector");
  if (selects(selector, new Part(expected, "", [])) === false) {
    selector.invalid("`selector` not auto-generated", selectorShown(selector.value));
  }
}

function checkPodNames(job: Part): void {
  const [spec, name] = [job.get("spec"), job.in("metadata", "name")];
  const completions = spec.get("completions").number;
  if (spec.get("completionMode").text !== "Indexed" || completions <= 0) return;
  const last = `${name.text}-${completions - 1}`;
  if (validateDns1123Label(last).length > 0) {
    name.invalid(`will not able to create pod with invalid DNS label: ${last}`);
  }
}

const numbers = [
  "parallelism",
  "completions",
  "activeDeadlineSeconds",
  "backoffLimit",
  "ttlSecondsAfterFinished",
  "backoffLimitPerIndex",
  "maxFailedIndexes",
];

function checkJobSpec(spec: Part): void {
  for (const field of numbers) spec.get(field).notNegative();
  const [perIndex, failed, managed] = ["backoffLimitPerIndex", "maxFailedIndexes", "managedBy"].map((field) =>
    spec.get(field),
  ) as [Part, Part, Part];
  if (failed.present && !perIndex.present) perIndex.require("when maxFailedIndexes is specified");
  if (managed.present) {
    checkDomainPath(managed);
    if (managed.size > 63) managed.tooLong(63);
  }
  const mode = spec.get("completionMode");
  mode.oneOf(["NonIndexed", "Indexed"]);
  if (mode.text === "Indexed") checkIndexed(spec);
  if (!mode.present || mode.text === "NonIndexed") {
    for (const part of [perIndex, failed]) if (part.present) part.invalid("requires indexed completion mode");
  }
  checkFailurePolicy(spec);
  const success = spec.get("successPolicy");
  if (success.present) {
    if (mode.text === "Indexed") checkSuccessPolicy(success, spec.get("completions").number);
    else success.invalid("requires indexed completion mode", internalShown("batch.SuccessPolicy", success.value));
  }
  const policy = spec.get("podFailurePolicy");
  spec.get("podReplacementPolicy").oneOf(policy.present ? ["Failed"] : ["Failed", "TerminatingOrFailed"]);
  checkPodTemplate(spec.get("template"));
  const restarts = spec.in("template", "spec", "restartPolicy");
  if (restarts.text === "Always" || restarts.text === "") restarts.require('valid values: "OnFailure", "Never"');
  else if (!["OnFailure", "Never"].includes(restarts.text)) restarts.unsupported(["OnFailure", "Never"]);
  else if (policy.present && restarts.text !== "Never") {
    restarts.invalid('only "Never" is supported when podFailurePolicy is specified');
  }
}

function checkIndexed(spec: Part): void {
  const [completions, parallelism, failed] = ["completions", "parallelism", "maxFailedIndexes"].map((field) =>
    spec.get(field),
  ) as [Part, Part, Part];
  if (!completions.present) completions.require("when completion mode is Indexed");
  if (parallelism.number > 100_000) {
    parallelism.invalid("must be less than or equal to 100000 when completion mode is Indexed");
  }
  if (completions.present && failed.present && failed.number > completions.number) {
    failed.invalid("must be less than or equal to completions");
  }
  if (failed.number > 100_000) failed.invalid("must be less than or equal to 100000");
  if (completions.number <= 100_000 || !spec.get("backoffLimitPerIndex").present) return;
  if (!failed.present) failed.require("must be specified when completions is above 100000");
  for (const part of [parallelism, failed]) {
    if (part.number <= 10_000) continue;
    part.invalid(
      "must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index",
    );
  }
}

const listed = (values: readonly string[]): string => `valid values: [${values.map(goQuote).join(" ")}]`;

/** A value that must be there, and the values there are said where it is not. */
function checkListed(part: Part, values: readonly string[]): void {
  if (part.needed(listed(values)) && !values.includes(part.text)) part.unsupported(values);
}

function checkFailurePolicy(spec: Part): void {
  const rules = spec.in("podFailurePolicy", "rules");
  if (rules.size > 20) rules.tooMany(20);
  const containers = ["containers", "initContainers"].flatMap((kind) => spec.in("template", "spec", kind).items);
  const names = containers.map((container) => container.get("name").text);
  for (const rule of rules.items) {
    const [action, codes, conditions] = ["action", "onExitCodes", "onPodConditions"].map((field) =>
      rule.get(field),
    ) as [Part, Part, Part];
    if (action.text === "FailIndex") {
      if (!spec.get("backoffLimitPerIndex").present) action.invalid("requires the backoffLimitPerIndex to be set");
    } else checkListed(action, ["Count", "FailIndex", "FailJob", "Ignore"]);
    if (codes.present) checkExitCodes(codes, names);
    if (conditions.size > 20) conditions.tooMany(20);
    for (const condition of conditions.items) {
      condition.get("type").check(validateLabelKey);
      checkListed(condition.get("status"), ["False", "True", "Unknown"]);
    }
    if (codes.present === conditions.size > 0) {
      const detail = codes.present
        ? "specifying both OnExitCodes and OnPodConditions is not supported"
        : "specifying one of OnExitCodes and OnPodConditions is required";
      rule.problems.push({ field: rule.path, reason: "FieldValueInvalid", message: `Invalid value: ${detail}` });
    }
  }
}

function checkExitCodes(codes: Part, names: readonly string[]): void {
  const [operator, container, values] = ["operator", "containerName", "values"].map((field) => codes.get(field)) as [
    Part,
    Part,
    Part,
  ];
  checkListed(operator, ["In", "NotIn"]);
  if (container.present && !names.includes(container.text)) {
    container.invalid("must be one of the container or initContainer names in the pod template");
  }
  if (values.size === 0) values.invalid("at least one value is required");
  else if (values.size > 255) values.tooMany(255);
  const seen = new Set<number>();
  let ordered = true;
  for (const [index, value] of values.items.entries()) {
    if (operator.text === "In" && value.number === 0) value.invalid("must not be 0 for the In operator");
    if (seen.has(value.number)) value.duplicate();
    seen.add(value.number);
    if (index > 0 && (values.items[index - 1]?.number ?? 0) > value.number) ordered = false;
  }
  if (!ordered) values.invalid("must be ordered");
}

function checkSuccessPolicy(policy: Part, completions: number): void {
  const rules = policy.get("rules");
  rules.needed("at least one rules must be specified when the successPolicy is specified");
  if (rules.size > 20) rules.tooMany(20);
  for (const rule of rules.items) {
    const [count, indexes] = [rule.get("succeededCount"), rule.get("succeededIndexes")];
    if (!count.present && !indexes.present) {
      rule.require("at least one of succeededCount or succeededIndexes must be specified");
    }
    const parsed = indexes.present ? indexesIn(indexes.text, completions) : 0;
    if (typeof parsed === "string") indexes.invalid(`error parsing succeededIndexes: ${parsed}`);
    const known = typeof parsed === "string" ? 0 : parsed;
    if (!count.present) continue;
    count.notNegative();
    if (count.number > completions) {
      count.invalid(`must be less than or equal to ${completions} (the number of specified completions)`);
    }
    if (indexes.present && count.number > known) {
      const what = "the number of indexes in the specified succeededIndexes field";
      count.invalid(`must be less than or equal to ${known} (${what})`);
    }
  }
}

/** How many indexes a text such as `0-2,5` names, or what is wrong with it. */
function indexesIn(text: string, completions: number): number | string {
  if (text === "") return 0;
  let total = 0;
  let last = -1;
  for (const interval of text.split(",")) {
    const limits = interval.split("-");
    if (limits.length > 2) {
      const rule = "violates the requirement that an index interval can have at most two parts separated by '-'";
      return `the fragment ${goQuote(interval)} ${rule}`;
    }
    for (const limit of limits) {
      if (!/^[+-]?\d+$/.test(limit)) return `cannot convert string to integer for index: ${goQuote(limit)}`;
      if (Number(limit) >= completions) return `too large index: ${goQuote(limit)}`;
    }
    const [from = 0, to = from] = limits.map(Number);
    if (limits.length === 2 && from >= to) return `non-increasing order, previous: ${from}, current: ${to}`;
    if (last >= from) return `non-increasing order, previous: ${last}, current: ${from}`;
    total += to - from + 1;
    last = to;
  }
  return total;
}

function checkJobUpdate(spec: Part, old: Part): void {
  const before = old.get("spec");
  const fixed = (field: string, type?: string): void => {
    const part = spec.get(field);
    part.immutable(before.get(field), type ? internalShown(type, part.value) : (part.value ?? null));
  };
  const completions = spec.get("completions");
  if (spec.get("completionMode").text !== "Indexed") fixed("completions");
  else if (completions.present && completions.value !== before.get("completions").value) {
    if (completions.value !== spec.get("parallelism").value) {
      completions.invalid("can only be modified in tandem with spec.parallelism");
    }
  }
  const selector = spec.get("selector");
  selector.immutable(before.get("selector"), selectorShown(selector.value));
  checkTemplateUpdate(spec, old);
  fixed("completionMode");
  fixed("podFailurePolicy", "batch.PodFailurePolicy");
  fixed("backoffLimitPerIndex");
  fixed("managedBy");
  fixed("successPolicy", "batch.SuccessPolicy");
}

/** Where pods of a job run may change until it has begun. */
function checkTemplateUpdate(spec: Part, old: Part): void {
  const [template, before] = [spec.get("template"), old.in("spec", "template")];
  const notBegun = old.in("spec", "suspend").isTrue && !old.in("status", "startTime").present;
  let was: unknown = before.value;
  if (notBegun && isObject(was) && isObject(template.value)) {
    const own = isObject(was["spec"]) ? was["spec"] : {};
    const now = isObject(template.value["spec"]) ? template.value["spec"] : {};
    const kept: JsonObject = { ...own };
    for (const field of ["nodeSelector", "tolerations", "schedulingGates"]) kept[field] = now[field];
    const affinity = isObject(now["affinity"]) ? now["affinity"]["nodeAffinity"] : undefined;
    kept["affinity"] = { ...(isObject(own["affinity"]) && own["affinity"]), nodeAffinity: affinity };
    was = { metadata: template.value["metadata"], spec: kept };
  }
  if (semanticallyEqual(template.value, was)) return;
  template.invalid("field is immutable", internalShown("PodTemplateSpec", template.value));
}

const concurrency = ["Allow", "Forbid", "Replace"];

export function checkCronJob(job: Part, old?: Part): void {
  const spec = job.get("spec");
  const [schedule, zone] = [spec.get("schedule"), spec.get("timeZone")];
  if (schedule.text !== "") {
    const problem = scheduleProblem(schedule.text);
    if (problem !== undefined) schedule.invalid(problem);
    const allowed = old?.in("spec", "schedule").text.includes("TZ") === true;
    if (schedule.text.includes("TZ")) {
      if (!allowed) schedule.invalid("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
      else if (zone.present) schedule.invalid("cannot use both timeZone field and TZ or CRON_TZ in schedule");
    }
  }
  spec.get("startingDeadlineSeconds").notNegative();
  if (!old || old.in("spec", "timeZone").value !== zone.value) checkTimeZone(zone);
  spec.get("concurrencyPolicy").mustBeOneOf(concurrency);
  const template = spec.in("jobTemplate", "spec");
  checkJobSpec(template);
  const selector = template.get("selector");
  if (selector.present) selector.invalid("`selector` will be auto-generated", selectorShown(selector.value));
  const manual = template.get("manualSelector");
  if (manual.isTrue) manual.unsupported(["nil", "false"], true);
  spec.get("successfulJobsHistoryLimit").notNegative();
  spec.get("failedJobsHistoryLimit").notNegative();
  const name = job.in("metadata", "name");
  if (!old && name.size > 52) name.invalid("must be no more than 52 characters");
  schedule.needed();
}

function checkTimeZone(zone: Part): void {
  if (!zone.present) return;
  const { text } = zone;
  if (text === "") return zone.invalid("timeZone must be nil or non-empty string");
  const unknown = (): void => zone.invalid(`unknown time zone ${text}`);
  const parts = text.split("/");
  if (parts.some((part) => !/^[A-Za-z._0-9+][A-Za-z.\-_0-9+]{0,13}$/.test(part) || part === "." || part === "..")) {
    return unknown();
  }
  if (text.toLowerCase() === "local") {
    zone.invalid("timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
  }
  if (!isTimeZone(text)) unknown();
}
