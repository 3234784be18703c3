import { goQuote } from "../go-text.ts";
import { goDouble } from "./convert.ts";
import { durationText, timestampText } from "./time.ts";
import { Duration, List, Mapping, Opaque, Optional, Timestamp, TypeValue, Uint, type Value } from "./values.ts";

/** A value as messages show it. */
export function printed(value: Value): string {
  if (value instanceof Uint) return String(value.value);
  if (value instanceof Uint8Array) return `[${value.join(" ")}]`;
  if (value instanceof TypeValue) return value.name;
  if (typeof value === "number") return goDouble(value);
  if (value instanceof Timestamp) return timestampText(value);
  if (value instanceof Duration) return durationText(value);
  if (value instanceof List) return `[${[...value].map(literal).join(", ")}]`;
  if (value instanceof Mapping) {
    const entries = [...value.keys()].map((key) => `${literal(key)}: ${literal(value.find(key) ?? null)}`);
    return `{${entries.join(", ")}}`;
  }
  if (value instanceof Optional) {
    return value.value === undefined ? "optional.none()" : `optional(${printed(value.value)})`;
  }
  return value instanceof Opaque ? value.toString() : String(value);
}

const literal = (value: Value): string => (typeof value === "string" ? goQuote(value) : printed(value));
