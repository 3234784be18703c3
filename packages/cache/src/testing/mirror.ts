import type { DeepReadonly } from "@kubets/apimachinery";
import type { EventHandler } from "../event-handlers.ts";
import type { TestObject } from "./lister-watcher.ts";

/** What a handler has heard of, rebuilt; each call that does not fit what came before is an offence. */
export interface Mirror {
  readonly handler: EventHandler<TestObject>;
  readonly objects: Map<string, DeepReadonly<TestObject>>;
  readonly offences: string[];
  calls: number;
}

/**
 * Checks, per object: no add of what is there, no update or delete of what is not; each update starts from the very object
 * heard of last; versions only rise; and every version is one that the server once had.
 */
export function createMirror(existed: (object: DeepReadonly<TestObject>) => boolean): Mirror {
  const objects = new Map<string, DeepReadonly<TestObject>>();
  const newest = new Map<string, number>();
  const offences: string[] = [];
  const nameOf = ({ metadata }: DeepReadonly<TestObject>): string => metadata.name;

  function demand(condition: boolean, offence: string): void {
    if (!condition) offences.push(offence);
  }

  function rise(object: DeepReadonly<TestObject>): void {
    const name = nameOf(object);
    const version = Number(object.metadata.resourceVersion);
    demand(version > (newest.get(name) ?? 0), `${name} went back to ${version}`);
    newest.set(name, version);
  }

  const mirror: Mirror = {
    objects,
    offences,
    calls: 0,
    handler: {
      onAdd(object) {
        mirror.calls++;
        demand(!objects.has(nameOf(object)), `${nameOf(object)} was added twice`);
        demand(existed(object), `${nameOf(object)} never was ${object.metadata.resourceVersion}`);
        rise(object);
        objects.set(nameOf(object), object);
      },
      onUpdate(before, after) {
        mirror.calls++;
        demand(objects.get(nameOf(after)) === before, `${nameOf(after)} was updated from what it was not`);
        demand(existed(after), `${nameOf(after)} never was ${after.metadata.resourceVersion}`);
        if (before !== after) rise(after);
        objects.set(nameOf(after), after);
      },
      onDelete(object, { finalStateUnknown }) {
        mirror.calls++;
        const name = nameOf(object);
        if (finalStateUnknown) demand(objects.get(name) === object, `${name} was lost in another state`);
        else rise(object);
        demand(objects.delete(name), `${name} was deleted without being there`);
      },
    },
  };
  return mirror;
}
