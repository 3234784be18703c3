import { validateDns1035Label } from "@kubets/apimachinery";
import { goText } from "./go-text.ts";
import { equal, fieldOf, isObject, valueAt, type JsonObject } from "./json.ts";
import { invalidValue, notSupported, required, type FieldProblem } from "./status.ts";

/** The collection of CustomResourceDefinitions. */
export const definitions = "customresourcedefinitions.apiextensions.k8s.io";

/** Keeps a CustomResourceDefinition until its objects are gone. */
export const definitionFinalizer = "customresourcecleanup.apiextensions.k8s.io";

export interface Condition {
  readonly type: string;
  readonly status: "True" | "False";
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
}

/** Conditions with one set; where its status stays, so does the time since which it holds. */
export function withCondition(conditions: unknown, condition: Condition): Condition[] {
  const list = Array.isArray(conditions) ? (conditions as Condition[]) : [];
  const before = list.find(({ type }) => type === condition.type);
  const since = before?.status === condition.status ? before.lastTransitionTime : condition.lastTransitionTime;
  const next = { ...condition, lastTransitionTime: since };
  return before ? list.map((other) => (other === before ? next : other)) : [...list, next];
}

export function holds(definition: Readonly<JsonObject>, type: string): boolean {
  const conditions = valueAt(definition, ["status", "conditions"]);
  return (
    Array.isArray(conditions) && (conditions as Condition[]).some((one) => one.type === type && one.status === "True")
  );
}

/** The names by which a definition's resource is known. */
export interface Names {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
}

export function namesOf(definition: Readonly<JsonObject>, path: readonly string[] = ["spec", "names"]): Names {
  const names = valueAt(definition, path);
  const text = (field: string): string => {
    const value = isObject(names) ? fieldOf(names, field) : undefined;
    return typeof value === "string" ? value : "";
  };
  const texts = (field: string): readonly string[] => {
    const value = isObject(names) ? fieldOf(names, field) : undefined;
    return Array.isArray(value) ? value.filter((element) => typeof element === "string") : [];
  };
  return {
    plural: text("plural"),
    singular: text("singular"),
    kind: text("kind"),
    listKind: text("listKind"),
    shortNames: texts("shortNames"),
    categories: texts("categories"),
  };
}

/** `spec.versions`. */
export function versionsOf(definition: Readonly<JsonObject>): readonly JsonObject[] {
  const versions = valueAt(definition, ["spec", "versions"]);
  return Array.isArray(versions) ? versions.filter(isObject) : [];
}

/** Fills in the names and the conversion that a definition may leave out. */
export function completeDefinition(definition: JsonObject): void {
  const spec = definition["spec"];
  if (!isObject(spec)) return;
  const names = spec["names"];
  if (isObject(names) && typeof names["kind"] === "string") {
    names["singular"] ||= names["kind"].toLowerCase();
    names["listKind"] ||= `${names["kind"]}List`;
  }
  spec["conversion"] ??= { strategy: "None" };
}

/** The status of a definition that nothing has looked at yet. */
export function beginDefinition(definition: JsonObject): void {
  const storage = versionsOf(definition).find((version) => version["storage"] === true);
  definition["status"] = {
    conditions: null,
    acceptedNames: { plural: "", kind: "" },
    storedVersions: storage ? [storage["name"]] : [],
  };
}

/** Checks what makes a definition usable at all; schemas are kept but not judged. */
export function validateDefinition(definition: JsonObject): FieldProblem[] {
  const spec = isObject(definition["spec"]) ? definition["spec"] : {};
  const problems: FieldProblem[] = [];
  const name = goText(valueAt(definition, ["metadata", "name"]) ?? "");
  const group = typeof spec["group"] === "string" ? spec["group"] : "";
  const { plural, kind } = namesOf(definition);
  if (name !== `${plural}.${group}`) {
    problems.push(invalidValue("metadata.name", name, `must be spec.names.plural+"."+spec.group`));
  }
  if (group === "") problems.push(required("spec.group"));
  if (spec["scope"] !== "Cluster" && spec["scope"] !== "Namespaced") {
    const scopes = ["Cluster", "Namespaced"];
    problems.push(spec["scope"] ? notSupported("spec.scope", spec["scope"], scopes) : required("spec.scope"));
  }
  const versions = versionsOf(definition);
  if (versions.filter((version) => version["storage"] === true).length !== 1) {
    problems.push(invalidValue("spec.versions", versions, "must have exactly one version marked as storage version"));
  }
  for (const [index, version] of versions.entries()) {
    const path = `spec.versions[${index}]`;
    if (typeof version["name"] !== "string" || version["name"] === "") problems.push(required(`${path}.name`));
    const schema = valueAt(version, ["schema", "openAPIV3Schema"]);
    if (!isObject(schema)) problems.push(required(`${path}.schema.openAPIV3Schema`, "schemas are required"));
  }
  if (plural === "") problems.push(required("spec.names.plural"));
  else
    problems.push(...validateDns1035Label(plural).map((detail) => invalidValue("spec.names.plural", plural, detail)));
  if (kind === "") problems.push(required("spec.names.kind"));
  const strategy = valueAt(spec, ["conversion", "strategy"]);
  if (strategy !== "None") {
    const detail = strategy === "Webhook" ? "conversion webhooks are not implemented by this server" : "must be None";
    problems.push(invalidValue("spec.conversion.strategy", strategy, detail));
  }
  return problems;
}

/** Whether two definitions would be served alike. */
export function servedAlike(a: Readonly<JsonObject>, b: Readonly<JsonObject>): boolean {
  const part = (definition: Readonly<JsonObject>): unknown => [
    definition["spec"],
    holds(definition, "Established"),
    holds(definition, "Terminating"),
  ];
  return equal(part(a), part(b));
}
