import { copyOf, equal, type JsonObject } from "../json.ts";
import type { StoredObject } from "../storage/store.ts";
import { dropNulls, fillDefaults, prune } from "./prune.ts";
import type { Schema } from "./schema.ts";

/** How one version of a custom kind is stored and read. Fields that only one of both versions knows do not get across. */
export interface StoredForm {
  readonly toStorage: ((object: JsonObject) => void) | undefined;
  readonly fromStorage: (stored: StoredObject) => StoredObject;
}

/** Without a conversion of its own, only apiVersion changes; `storage` is the schema in which objects are stored. */
export function createStoredForm(schema: Schema, storage: Schema): StoredForm {
  const same = schema === storage;
  const read = new WeakMap<StoredObject, StoredObject>();
  const shape = (object: JsonObject, by: Schema): void => {
    prune(object, by);
    dropNulls(object, by);
  };
  return {
    toStorage: same ? undefined : (object) => shape(object, storage),
    fromStorage(stored) {
      let object = read.get(stored);
      if (!object) {
        const copy = { ...copyOf<JsonObject>(stored), metadata: stored.metadata };
        shape(copy, storage);
        fillDefaults(copy, storage);
        if (!same) shape(copy, schema);
        // Most objects are stored as they are read.
        object = equal(copy, stored) ? stored : copy;
        read.set(stored, object);
      }
      return object;
    },
  };
}
