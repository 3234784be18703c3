import {
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLabelKey,
  validateLabelValue,
} from "@kubets/apimachinery";
import { goText } from "../go-text.ts";
import { isObject } from "../json.ts";
import type { Part } from "./part.ts";
import { checkNodeSelector, checkNodeTerm, checkSelector } from "./selectors.ts";

const taintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

export function checkTaintEffect(effect: Part): void {
  if (!taintEffects.includes(effect.text)) effect.unsupported(taintEffects);
}

export function checkTolerations(tolerations: Part): void {
  for (const toleration of tolerations.items) {
    const [key, operator, value, effect] = ["key", "operator", "value", "effect"].map((field) =>
      toleration.get(field),
    ) as [Part, Part, Part, Part];
    key.checkIfSet(validateLabelKey);
    if (key.text === "" && operator.text !== "Exists") {
      const detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      operator.invalid(detail, operator.text);
    }
    if (toleration.get("tolerationSeconds").present && effect.text !== "NoExecute") {
      effect.invalid("effect must be 'NoExecute' when `tolerationSeconds` is set", effect.text);
    }
    if (operator.text === "" || operator.text === "Equal") {
      const problems = validateLabelValue(value.text);
      if (problems.length > 0) operator.invalid(problems.join(";"), value.text);
    } else if (operator.text === "Exists") {
      if (value.text !== "") operator.invalid("value must be empty when `operator` is 'Exists'", value.text);
    } else if (operator.text !== "Lt" && operator.text !== "Gt") operator.unsupported(["Equal", "Exists"]);
    else if (!/^(0|-?[1-9]\d*)$/.test(value.text)) {
      value.invalid(
        value.text === "" ? "must be non-empty" : "must be a valid decimal integer in canonical form",
        value.text,
      );
      if (!/^[+-]?\d+$/.test(value.text)) {
        value.invalid(`strconv.ParseInt: parsing ${JSON.stringify(value.text)}: invalid syntax`, value.text);
      }
    }
    if (effect.text !== "") checkTaintEffect(effect);
  }
}

function checkWeight(weight: Part): void {
  if (weight.number <= 0 || weight.number > 100) weight.invalid("must be in the range 1-100", weight.number);
}

function checkPodTerm(term: Part): void {
  checkSelector(term.get("labelSelector"));
  checkSelector(term.get("namespaceSelector"));
  const namespace = term.get("namespace");
  for (const name of term.get("namespaces").texts) {
    for (const detail of validateDns1123Label(name)) namespace.invalid(detail, name);
  }
  checkMatchKeys(term);
  const topology = term.get("topologyKey");
  topology.needed("can not be empty");
  topology.check(validateLabelKey);
}

function checkMatchKeys(term: Part): void {
  const selector = term.get("labelSelector");
  const [match, mismatch] = [term.get("matchLabelKeys"), term.get("mismatchLabelKeys")];
  for (const keys of [match, mismatch]) {
    if (keys.size === 0) continue;
    if (!selector.present) keys.forbid("must not be specified when labelSelector is not set");
    else for (const key of keys.items) key.check(validateLabelKey);
  }
  if (selector.present) {
    const labels = selector.get("matchLabels").value;
    const seen = new Set(isObject(labels) ? Object.keys(labels) : []);
    for (const requirement of selector.get("matchExpressions").items) {
      const key = requirement.get("key").text;
      const index = match.texts.indexOf(key);
      if (index >= 0 && seen.has(key)) {
        term.as(`${term.path}[${index}]`).invalid("exists in both matchLabelKeys and labelSelector", key);
      }
      seen.add(key);
    }
  }
  for (const key of match.items) {
    if (mismatch.texts.includes(key.text)) key.invalid("exists in both matchLabelKeys and mismatchLabelKeys");
  }
}

const [hard, soft] = [
  "requiredDuringSchedulingIgnoredDuringExecution",
  "preferredDuringSchedulingIgnoredDuringExecution",
];

/** Near to which nodes and pods a pod is to run. `strictValues`: not of pods that broke the rule before. */
export function checkAffinity(affinity: Part): void {
  const nodes = affinity.get("nodeAffinity");
  if (nodes.get(hard).present) checkNodeSelector(nodes.get(hard));
  for (const term of nodes.get(soft).items) {
    checkWeight(term.get("weight"));
    checkNodeTerm(term.get("preference"), false);
  }
  for (const kind of ["podAffinity", "podAntiAffinity"]) {
    for (const term of affinity.in(kind, hard).items) checkPodTerm(term);
    for (const term of affinity.in(kind, soft).items) {
      checkWeight(term.get("weight"));
      checkPodTerm(term.get("podAffinityTerm"));
    }
  }
}

/** How evenly pods are to be spread. */
export function checkSpread(constraints: Part): void {
  const pairOf = (constraint: Part): string =>
    `{${goText(constraint.get("topologyKey").text)}, ${constraint.get("whenUnsatisfiable").text}}`;
  for (const [index, constraint] of constraints.items.entries()) {
    const [skew, when, domains] = ["maxSkew", "whenUnsatisfiable", "minDomains"].map((field) =>
      constraint.get(field),
    ) as [Part, Part, Part];
    if (skew.number <= 0) skew.invalid("must be greater than zero", skew.number);
    constraint.get("topologyKey").needed("can not be empty");
    const actions = ["DoNotSchedule", "ScheduleAnyway"];
    if (!actions.includes(when.text)) when.unsupported(actions);
    const pair = pairOf(constraint);
    if (constraints.items.slice(index + 1).some((other) => pairOf(other) === pair)) {
      constraint.get("{topologyKey, whenUnsatisfiable}").duplicate(pair);
    }
    if (domains.present) {
      if (domains.number <= 0) domains.invalid("must be greater than zero");
      if (when.text !== "DoNotSchedule") {
        domains.invalid(`can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${when.text}`);
      }
    }
    for (const field of ["nodeAffinityPolicy", "nodeTaintsPolicy"]) constraint.get(field).oneOf(["Honor", "Ignore"]);
    checkMatchKeys(constraint);
    checkSelector(constraint.get("labelSelector"));
  }
}

/** Whom a pod is scheduled together with. */
export function checkSchedulingGroup(group: Part): void {
  if (!group.present) return;
  const name = group.get("podGroupName");
  if (name.present) name.check(validateDns1123Subdomain);
  else name.invalid("must specify one of: `podGroupName`");
}
