import { setField, type JsonObject } from "../json.ts";

/** Gives one object the field of another, or takes it away where the other has none. */
export function copyField(to: JsonObject, from: Readonly<JsonObject>, field: string): void {
  if (Object.hasOwn(from, field)) setField(to, field, from[field]);
  else delete to[field];
}
