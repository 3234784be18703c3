import { apiVersionOf } from "@kubets/apimachinery";
import { copyOf, type JsonObject } from "../json.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import type { StoredObject } from "../storage/store.ts";
import { seenBy } from "./seen-by.ts";

/** An object of one version in the form of another that has the same hub. */
export function converted(object: Readonly<JsonObject>, from: ResourceEntry, to: ResourceEntry): JsonObject {
  const stored = copyOf<JsonObject>(object);
  from.hub?.toHub(stored);
  return { ...seenBy(to, stored as unknown as StoredObject), apiVersion: apiVersionOf(to), kind: to.kind };
}
