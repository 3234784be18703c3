import type { ObjectMeta } from "@kubets/apimachinery";
import { isObject, type JsonObject } from "../json.ts";
import { orderMetadata } from "../resources/metadata.ts";
import { builtInSchemaOf } from "../schema/built-in-schemas.ts";
import { makeCanonical } from "../schema/canonical.ts";
import type { StoredObject } from "../storage/store.ts";
import { autoscalerFromHub, autoscalerToHub } from "./autoscalers.ts";
import { eventFromHub, eventToHub } from "./events.ts";

/** A version in whose form the objects of other versions are checked and stored. */
export interface Hub {
  readonly group: string;
  readonly version: string;
  /** Brings an object of the other version into the hub's form, in place. */
  toHub(object: JsonObject): void;
  /** Gives an object of the other version what it would come back with from the hub, in place. */
  complete(object: JsonObject): void;
  /** A stored object as the other version has it. */
  fromHub(stored: StoredObject): StoredObject;
}

interface Conversion {
  readonly kind: string;
  readonly group: string;
  readonly version: string;
  /** Content and annotations in the form of the hub. */
  readonly toHub: (object: Readonly<JsonObject>) => JsonObject;
  readonly fromHub: (object: Readonly<JsonObject>) => JsonObject;
}

/** By group, version and resource. */
const conversions: Readonly<Record<string, Conversion>> = {
  "autoscaling/v1/horizontalpodautoscalers": {
    kind: "HorizontalPodAutoscaler",
    group: "autoscaling",
    version: "v2",
    toHub: autoscalerToHub,
    fromHub: autoscalerFromHub,
  },
  "events.k8s.io/v1/events": { kind: "Event", group: "", version: "v1", toHub: eventToHub, fromHub: eventFromHub },
};

/** The hub of a built-in resource; undefined where a version stores its objects as they are. */
export function hubOf(resource: {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}): Hub | undefined {
  const conversion = conversions[`${resource.group}/${resource.version}/${resource.resource}`];
  if (!conversion) return undefined;
  const { kind, group, version, toHub, fromHub } = conversion;
  // Only asked for once there is such an object.
  const inHub = (object: JsonObject): void => become(object, toHub(object), builtInSchemaOf(group, version, kind));
  const outOfHub = (object: JsonObject): void =>
    become(object, fromHub(object), builtInSchemaOf(resource.group, resource.version, kind));
  const read = new WeakMap<StoredObject, StoredObject>();
  return {
    group,
    version,
    toHub: inHub,
    complete(object) {
      inHub(object);
      outOfHub(object);
    },
    fromHub(stored) {
      let object = read.get(stored);
      if (!object) {
        const copy: JsonObject = { ...stored, metadata: { ...stored.metadata } };
        outOfHub(copy);
        copy["metadata"] = orderMetadata(copy["metadata"] as ObjectMeta);
        read.set(stored, (object = copy as unknown as StoredObject));
      }
      return object;
    },
  };
}

/** The metadata stays the object that it is: others may hold it. */
function become(object: JsonObject, next: JsonObject, schema: ReturnType<typeof builtInSchemaOf>): void {
  const { metadata } = object;
  const { annotations, ...content } = next;
  for (const field of Object.keys(object)) if (field !== "metadata") delete object[field];
  Object.assign(object, content, { metadata });
  if (schema) makeCanonical(schema, object);
  if (!isObject(metadata)) return;
  if (isObject(annotations) && Object.keys(annotations).length > 0) metadata["annotations"] = annotations;
  else delete metadata["annotations"];
}
