import type { DeepReadonly, Stored } from "@kubets/apimachinery";
import type { EventHandler } from "@kubets/cache";
import type { ConfigMap } from "@kubets/kubernetes/core/v1";
import type { ObjectTracker } from "@kubets/testing-fake";

type StoredMap = DeepReadonly<Stored<ConfigMap>>;

/** Puts together what a handler hears, and writes down each call that fits no history. */
export interface Historian {
  readonly handler: EventHandler<Stored<ConfigMap>>;
  readonly objects: ReadonlyMap<string, StoredMap>;
  readonly offences: string[];
}

/** Each state in which an object has ever been, as `uid@resourceVersion`. */
export function recordHistory(tracker: ObjectTracker): ReadonlySet<string> {
  const existed = new Set<string>();
  tracker.subscribe(({ object }) => existed.add(`${object.metadata?.uid}@${object.metadata?.resourceVersion}`));
  return existed;
}

/**
 * A handler that demands of each object: no add of what is there, no update or delete of what is not; each update starts
 * from the very object heard of last; versions only rise; and, given a history, every state is one that there was.
 */
export function createHistorian(existed?: ReadonlySet<string>): Historian {
  const objects = new Map<string, StoredMap>();
  const newest = new Map<string, number>();
  const offences: string[] = [];
  const demand = (condition: boolean, offence: string): void => void (condition || offences.push(offence));

  function rise({ metadata: { name, uid, resourceVersion } }: StoredMap): void {
    demand(existed?.has(`${uid}@${resourceVersion}`) ?? true, `${name} never was ${resourceVersion}`);
    const version = Number(resourceVersion);
    demand(version > (newest.get(name) ?? 0), `${name} went back to ${resourceVersion}`);
    newest.set(name, version);
  }

  return {
    objects,
    offences,
    handler: {
      onAdd(map) {
        const { name } = map.metadata;
        demand(!objects.has(name), `${name} was added twice`);
        rise(map);
        objects.set(name, map);
      },
      onUpdate(before, map) {
        const { name } = map.metadata;
        demand(objects.get(name) === before, `${name} was updated from what it was not`);
        if (before !== map) rise(map);
        objects.set(name, map);
      },
      onDelete(map, { finalStateUnknown }) {
        const { name } = map.metadata;
        if (finalStateUnknown) demand(objects.get(name) === map, `${name} was lost in another state`);
        else rise(map);
        demand(objects.delete(name), `${name} was deleted without being there`);
      },
    },
  };
}
