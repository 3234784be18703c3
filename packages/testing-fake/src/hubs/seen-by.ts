import type { ResourceEntry } from "../resources/resource-registry.ts";
import type { StoredObject } from "../storage/store.ts";

/** A stored object as a version of its resource has it. */
export function seenBy({ custom, hub }: ResourceEntry, stored: StoredObject): StoredObject {
  return custom?.fromStorage(stored) ?? hub?.fromHub(stored) ?? stored;
}
