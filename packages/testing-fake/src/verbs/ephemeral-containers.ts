import type { JsonObject } from "../json.ts";
import type { StoredObject, UnstoredObject } from "../storage/store.ts";
import { copyField } from "./copy-field.ts";

/** What a write of ephemeral containers says of the pod itself: which it is, on what it builds, and who writes. */
const said = new Set(["name", "namespace", "uid", "resourceVersion", "managedFields"]);

/** The pod as it was, with the ephemeral containers that were sent. */
export function withEphemeralContainers(whole: UnstoredObject, old: StoredObject): UnstoredObject {
  const { metadata } = whole;
  for (const field of Object.keys({ ...metadata, ...old.metadata })) {
    if (!said.has(field)) copyField(metadata as JsonObject, old.metadata, field);
  }
  const [sent, before] = [whole["spec"], old["spec"]].map((spec) => (spec ?? {}) as JsonObject);
  // In the order of what was sent, which is that of the type.
  const spec: JsonObject = { ...sent };
  for (const field of Object.keys({ ...sent, ...before })) {
    if (field !== "ephemeralContainers") copyField(spec, before ?? {}, field);
  }
  return { ...old, metadata, spec };
}
