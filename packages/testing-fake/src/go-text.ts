import { isObject } from "./json.ts";

/** A JSON value as Go prints it, which is how some of a server's messages quote it. */
export function goText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goText).join(" ")}]`;
  if (typeof value === "string") return value;
  if (!isObject(value)) return value === null || value === undefined ? "<nil>" : JSON.stringify(value);
  const fields = Object.keys(value).toSorted();
  return `map[${fields.map((field) => `${field}:${goText(value[field])}`).join(" ")}]`;
}

/** The type that Go gives a decoded JSON value. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  return typeof value === "boolean" ? "bool" : typeof value === "string" ? "string" : "<nil>";
}
