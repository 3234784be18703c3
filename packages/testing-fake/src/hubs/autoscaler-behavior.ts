import { isObject, setField, type JsonObject } from "../json.ts";
import { internalText } from "../validation/internal-form.ts";

/** How fast an autoscaler may scale, as an annotation of version 1 has it: in the form of the server's own memory. */
export function behaviorText(behavior: Readonly<JsonObject>): string {
  return internalText("autoscaling.HorizontalPodAutoscalerBehavior", behavior);
}

/** The way back; undefined where there is no such text, or nothing in it. */
export function behaviorFromText(text: unknown): JsonObject | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const behavior = withSmallNames(JSON.parse(text));
    return isObject(behavior) && Object.keys(behavior).length > 0 ? behavior : undefined;
  } catch {
    return undefined;
  }
}

/** Fields as the API names them, without nulls. */
function withSmallNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSmallNames);
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const [name, inner] of Object.entries(value)) {
    if (inner !== null) setField(copy, name.slice(0, 1).toLowerCase() + name.slice(1), withSmallNames(inner));
  }
  return copy;
}
