import { isObject, valueAt, type JsonObject } from "../json.ts";

/** A condition of a CustomResourceDefinition. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

/** Conditions with one set; where its status stays, so does the time since which it holds. */
export function withCondition(conditions: unknown, condition: Condition): Condition[] {
  const list = conditionsOf(conditions);
  const before = list.find(({ type }) => type === condition.type);
  const since = before?.status === condition.status ? before.lastTransitionTime : condition.lastTransitionTime;
  const next = { ...condition, lastTransitionTime: since };
  return before ? list.map((other) => (other === before ? next : other)) : [...list, next];
}

/** Whether a condition of a definition is true. */
export function holds(definition: Readonly<JsonObject>, type: string): boolean {
  const conditions = conditionsOf(valueAt(definition, ["status", "conditions"]));
  return conditions.some((condition) => condition.type === type && condition.status === "True");
}

function conditionsOf(value: unknown): Condition[] {
  return Array.isArray(value) ? (value.filter(isObject) as unknown as Condition[]) : [];
}
