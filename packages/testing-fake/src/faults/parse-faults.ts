import { KubernetesError } from "@kubets/apimachinery";
import { load } from "js-yaml";
import { isObject, type JsonObject } from "../json.ts";
import { yamlSchema } from "../cluster/yaml-schema.ts";
import type { Fault } from "./fault.ts";

const words = ["reset", "lose-answer", "stall", "conflict", "expired", "compact", "duplicate-events"];
const amounts = ["cutAfterBytes", "cutAfterEvents", "stallAfterEvents", "staleBy", "restartMs"];
const verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection", "connect", "*"];

/** What a value must be, said of it where it is not. */
interface Check {
  readonly must: string;
  readonly test: (value: unknown) => boolean;
}

const text: Check = { must: "be a text", test: (value) => typeof value === "string" };
const texts: Check = {
  must: "be a text or a list of texts",
  test: (value) => text.test(value) || (Array.isArray(value) && value.length > 0 && value.every(text.test)),
};
const isCount = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const count: Check = { must: "be a whole number, 0 or more", test: isCount };
const often: Check = {
  must: "be a whole number, 1 or more, or .inf",
  test: (value) => value === Infinity || (isCount(value) && value !== 0),
};
const milliseconds: Check = {
  must: "be a number of milliseconds, 0 or more",
  test: (value) => typeof value === "number" && value >= 0 && value < Infinity,
};
const chance: Check = {
  must: "be a number from 0 to 1",
  test: (value) => typeof value === "number" && value >= 0 && value <= 1,
};
const verb: Check = {
  must: `be one of ${verbs.join(", ")}, or a list of them`,
  test: (value) => (Array.isArray(value) ? value : [value]).every((one) => verbs.includes(one as string)),
};

const faultFields: Readonly<Record<string, Check>> = {
  verb,
  group: text,
  resource: texts,
  namespace: text,
  name: text,
  user: text,
  times: often,
  after: count,
  probability: chance,
  seed: { must: "be a whole number", test: Number.isInteger },
  delayMs: milliseconds,
};

const statusFields: Readonly<Record<string, Check>> = {
  code: {
    must: "be an HTTP status from 400 to 599",
    test: (value) => Number.isInteger(value) && (value as number) >= 400 && (value as number) <= 599,
  },
  reason: text,
  message: text,
  retryAfterSeconds: count,
};

/**
 * The faults of a file in YAML or JSON: a list of them, alone or under the key `faults`. `origin` names the text in
 * errors, which are KubernetesErrors with reason `Decode` that say which field of which fault is wrong and what it must be.
 */
export function parseFaults(source: string, origin = "faults"): Fault[] {
  let document: unknown;
  try {
    document = load(source, { schema: yamlSchema });
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line: number; column: number } };
    const place = mark ? `${origin}:${mark.line + 1}:${mark.column + 1}` : origin;
    throw new KubernetesError(`${place}: not YAML: ${reason ?? String(error)}`, { reason: "Decode", cause: error });
  }
  if (isObject(document)) {
    refuseOthers(document, ["faults"], origin);
    document = document["faults"];
  }
  if (!Array.isArray(document)) wrong(origin, "a list of faults is missing");
  return document.map((fault, index) => faultOf(fault, `${origin}: faults[${index}]`));
}

function faultOf(value: unknown, place: string): Fault {
  if (!isObject(value)) wrong(place, "must be an object");
  refuseOthers(value, [...Object.keys(faultFields), "with"], place);
  check(value, faultFields, place);
  const effect = value["with"];
  if (effect === undefined && value["delayMs"] === undefined) wrong(place, 'needs "with", "delayMs" or both');
  if (effect !== undefined) checkEffect(effect, `${place}.with`);
  return value;
}

function checkEffect(effect: unknown, place: string): void {
  const choice = `must be one of ${words.join(", ")}, or an object with code or one of ${amounts.join(", ")}`;
  if (typeof effect === "string") {
    if (!words.includes(effect)) wrong(place, choice);
    return;
  }
  if (!isObject(effect)) wrong(place, choice);
  const amount = amounts.find((name) => Object.hasOwn(effect, name));
  if (amount !== undefined) {
    refuseOthers(effect, [amount], place);
    check(effect, { [amount]: amount === "restartMs" ? milliseconds : count }, place);
    return;
  }
  if (!Object.hasOwn(effect, "code")) wrong(place, choice);
  refuseOthers(effect, Object.keys(statusFields), place);
  check(effect, statusFields, place);
}

function check(object: JsonObject, fields: Readonly<Record<string, Check>>, place: string): void {
  for (const [name, { must, test }] of Object.entries(fields)) {
    if (Object.hasOwn(object, name) && !test(object[name])) wrong(`${place}.${name}`, `must ${must}`);
  }
}

function refuseOthers(object: JsonObject, known: readonly string[], place: string): void {
  const other = Object.keys(object).find((name) => !known.includes(name));
  if (other !== undefined) wrong(place, `has no field ${JSON.stringify(other)}; it has ${known.join(", ")}`);
}

function wrong(place: string, problem: string): never {
  throw new KubernetesError(`${place}: ${problem}`, { reason: "Decode" });
}
