import { validateLabelKey } from "@kubets/apimachinery";
import type { Environment } from "../cel/checked.ts";
import { compile } from "../cel/program.ts";
import { boolType, dynType, readType, sameType, typeText, type CelType } from "../cel/types.ts";
import { equal } from "../json.ts";
import type { Part } from "./part.ts";

/** The fields of what expressions about requests can look into. */
const structs: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "kubernetes.GroupVersionKind": { group: "string", version: "string", kind: "string" },
  "kubernetes.GroupVersionResource": { group: "string", version: "string", resource: "string" },
  "kubernetes.UserInfo": {
    username: "string",
    uid: "string",
    groups: "list(string)",
    extra: "map(string, list(string))",
  },
  "kubernetes.AdmissionRequest": {
    kind: "kubernetes.GroupVersionKind",
    resource: "kubernetes.GroupVersionResource",
    subResource: "string",
    requestKind: "kubernetes.GroupVersionKind",
    requestResource: "kubernetes.GroupVersionResource",
    requestSubResource: "string",
    name: "string",
    namespace: "string",
    operation: "string",
    userInfo: "kubernetes.UserInfo",
    dryRun: "bool",
    options: "dyn",
  },
  "kubernetes.NamespaceSpec": { finalizers: "list(string)" },
  "kubernetes.NamespaceCondition": {
    status: "string",
    type: "string",
    lastTransitionTime: "timestamp",
    message: "string",
    reason: "string",
  },
  "kubernetes.NamespaceStatus": { conditions: "list(kubernetes.NamespaceCondition)", phase: "string" },
  "kubernetes.NamespaceMetadata": {
    name: "string",
    generateName: "string",
    namespace: "string",
    labels: "map(string, string)",
    annotations: "map(string, string)",
    UID: "string",
    creationTimestamp: "timestamp",
    deletionGracePeriodSeconds: "int",
    deletionTimestamp: "timestamp",
    generation: "int",
    resourceVersion: "string",
    finalizers: "list(string)",
  },
  "kubernetes.Namespace": {
    metadata: "kubernetes.NamespaceMetadata",
    spec: "kubernetes.NamespaceSpec",
    status: "kubernetes.NamespaceStatus",
  },
};

const environment: Environment = {
  variables: new Map<string, CelType>([
    ["object", dynType],
    ["oldObject", dynType],
    ["namespaceObject", readType("kubernetes.Namespace")],
    ["request", readType("kubernetes.AdmissionRequest")],
    ["authorizer", readOpaque("Authorizer")],
    ["authorizer.requestResource", readOpaque("ResourceCheck")],
  ]),
  fieldType(struct, field) {
    const fields = structs[struct];
    const name = field.replace(/^__(.*)__$/, "$1");
    return fields && Object.hasOwn(fields, name) ? readType(fields[name] ?? "dyn") : undefined;
  },
};

function readOpaque(name: string): CelType {
  return readType(`kubernetes.authorization.${name}`);
}

/** Conditions under which a webhook is asked at all: expressions about the request. */
export function checkMatchConditions(conditions: Part): void {
  if (conditions.size > 64) conditions.tooMany(64);
  const names = new Set<string>();
  for (const condition of conditions.items) {
    const [expression, name] = [condition.get("expression"), condition.get("name")];
    checkExpression(expression);
    if (name.needed()) name.check(validateLabelKey);
    if (name.text !== "" && names.has(name.text)) name.duplicate();
    names.add(name.text);
  }
}

function checkExpression(expression: Part): void {
  const source = expression.text.trim();
  if (source === "") return expression.require();
  const program = compile(source, environment);
  if ("problem" in program) {
    if (program.stage === "compilation") expression.invalid(`compilation failed: ${program.problem}`, source);
    else expression.internal(`program instantiation failed: ${program.problem}`);
  } else if (!sameType(program.type, boolType)) {
    expression.invalid(`must evaluate to bool but got ${typeText(program.type)}`, source);
  }
}

/** Whether the conditions of all webhooks are what they were, so that nobody needs to look at them. */
export function sameConditions(hooks: Part, old: Part): boolean {
  const conditionsOf = (part: Part): unknown[] => part.items.map((hook) => hook.get("matchConditions").value ?? null);
  return equal(conditionsOf(hooks), conditionsOf(old));
}
