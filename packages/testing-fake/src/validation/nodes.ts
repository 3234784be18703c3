import { validateLabelKey, validateLabelValue } from "@kubets/apimachinery";
import { checkNetwork, isDual } from "./addresses.ts";
import { internalShown } from "./internal-form.ts";
import type { Part } from "./part.ts";
import { checkAmount } from "./resources.ts";
import { checkTaintEffect } from "./scheduling.ts";

function checkTaints(taints: Part): void {
  const seen = new Set<string>();
  for (const taint of taints.items) {
    const [key, value, effect] = ["key", "value", "effect"].map((field) => taint.get(field)) as [Part, Part, Part];
    key.check(validateLabelKey);
    const problems = validateLabelValue(value.text);
    if (problems.length > 0) value.invalid(problems.join(";"));
    if (effect.needed()) checkTaintEffect(effect);
    const pair = `${effect.text}/${key.text}`;
    if (seen.has(pair)) {
      taint.duplicate(internalShown("core.Taint", taint.value), "taints must be unique by key and effect pair");
    }
    seen.add(pair);
  }
}

function checkSizes(node: Part): void {
  for (const field of ["capacity", "allocatable"]) {
    for (const [name, amount] of node.in("status", field).entries) {
      checkAmount(amount.as(`status.${field}.${name}`), name);
    }
  }
}

export function checkNode(node: Part, old?: Part): void {
  const spec = node.get("spec");
  const ranges = spec.get("podCIDRs");
  checkTaints(spec.get("taints").as("metadata.taints"));
  checkSizes(node);
  for (const range of ranges.items) checkNetwork(range);
  if (ranges.size > 1 && (!isDual(ranges.texts) || ranges.size > 2)) {
    ranges.invalid("may specify no more than one CIDR for each IP family");
  }
  if (old) checkNodeUpdate(node, old);
}

function checkNodeUpdate(node: Part, old: Part): void {
  const [spec, before] = [node.get("spec"), old.get("spec")];
  const [ranges, were] = [spec.get("podCIDRs"), before.get("podCIDRs").texts];
  const fixed = 'node updates may not change podCIDR except from "" to valid';
  if (were.length > 0) {
    if (were.length !== ranges.size) ranges.forbid(fixed);
    else for (const [index, range] of were.entries()) if (range !== ranges.texts[index]) ranges.forbid(fixed);
  }
  const [id, was] = [spec.get("providerID"), before.get("providerID").text];
  if (was !== "" && id.text === "") id.invalid("field cannot be cleared once set", null);
  else if (was !== "" && id.text !== was) id.invalid("field cannot be modified once set", null);
  if (spec.get("externalID").text !== before.get("externalID").text)
    spec.get("externalID").forbid("may not be updated");
}
