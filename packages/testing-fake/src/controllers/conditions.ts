import type { JsonObject } from "../json.ts";

export interface Condition extends JsonObject {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
}

/** Conditions with these among them; the time of a transition stays where the status stays. */
export function withConditions(
  known: unknown,
  now: string,
  conditions: readonly Condition[],
  times: readonly ("lastTransitionTime" | "lastUpdateTime" | "lastProbeTime")[] = ["lastTransitionTime"],
): JsonObject[] {
  const before = Array.isArray(known) ? (known as JsonObject[]) : [];
  const next = conditions.map((condition) => {
    const old = before.find(({ type }) => type === condition.type);
    const fields: JsonObject = { ...condition };
    for (const time of times) {
      const same = time === "lastTransitionTime" ? old?.["status"] === condition.status : isSame(old, condition);
      fields[time] = time === "lastProbeTime" ? null : same ? old?.[time] : now;
    }
    return fields;
  });
  const kept = before.filter(({ type }) => !conditions.some((condition) => condition.type === type));
  return [...kept, ...next].toSorted((a, b) => order(before, a) - order(before, b));
}

function isSame(old: JsonObject | undefined, { status, reason, message }: Condition): boolean {
  return old?.["status"] === status && old["reason"] === reason && old["message"] === message;
}

/** Where it stands already, else at the end. */
function order(before: readonly JsonObject[], { type }: JsonObject): number {
  const index = before.findIndex((condition) => condition["type"] === type);
  return index < 0 ? before.length : index;
}

export function isTrue(conditions: unknown, type: string): boolean {
  return (
    Array.isArray(conditions) &&
    (conditions as JsonObject[]).some((one) => one["type"] === type && one["status"] === "True")
  );
}
