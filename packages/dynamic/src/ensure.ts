import { invalidRequest } from "@kubets/rest";
import {
  isAlreadyExists,
  isConflict,
  isNotFound,
  KubernetesError,
  type KubernetesObject,
  type Stored,
} from "@kubets/apimachinery";
import type { ResourceClient, WriteOptions } from "./resource-client.ts";
import { retryOnConflict, type ConflictRetryOptions } from "./retry-on-conflict.ts";

/** What `createOrUpdate` has done. */
export interface Ensured<T extends KubernetesObject> {
  readonly object: Stored<T>;
  readonly outcome: "created" | "updated" | "unchanged";
}

/**
 * Makes an object what it should be, whether there is one or not: `wanted` gets the object as it is, or undefined, and
 * returns it as it should be. It may be called several times: it is asked anew after a conflict, and when the object was
 * created or deleted meanwhile (F164). Nothing is written where nothing differs.
 *
 * For fields of your own in an object that others write too, server-side apply is the better way.
 */
export function createOrUpdate<T extends KubernetesObject>(
  client: ResourceClient<T>,
  name: string,
  wanted: (object: Stored<T> | undefined) => T | Promise<T>,
  options: WriteOptions & ConflictRetryOptions = {},
): Promise<Ensured<T>> {
  return retryOnConflict(async () => {
    const found = await client.get(name, options).catch(undefinedWhere(isNotFound));
    // The caller may change what it is given: the text is how it was.
    const before = JSON.stringify(found);
    const object = await wanted(found);
    if (object.metadata?.name !== name) throw invalidRequest(`the wanted object is not called "${name}"`);
    if (!found) return { object: await orRace(client.create(object, options), isAlreadyExists), outcome: "created" };
    if (JSON.stringify(object) === before) return { object: found, outcome: "unchanged" };
    return { object: await orRace(client.update(object, options), isNotFound), outcome: "updated" };
  }, options);
}

/** The object of that name, created where there is none; also where somebody else does so at the same moment. */
export async function getOrCreate<T extends KubernetesObject>(
  client: ResourceClient<T>,
  object: T & { metadata: { name: string } },
  options?: WriteOptions,
): Promise<{ readonly object: Stored<T>; readonly created: boolean }> {
  const get = (): Promise<Stored<T>> => client.get(object.metadata.name, options);
  const found = await get().catch(undefinedWhere(isNotFound));
  if (found) return { object: found, created: false };
  const created = await client.create(object, options).catch(undefinedWhere(isAlreadyExists));
  return created ? { object: created, created: true } : { object: await get(), created: false };
}

/** Turns one kind of failure into undefined. */
function undefinedWhere(expected: (error: unknown) => boolean): (error: unknown) => undefined {
  return (error) => {
    if (!expected(error)) throw error;
  };
}

/** The object came or went since it was read, which is as much a conflict as a change. */
async function orRace<R>(write: Promise<R>, lost: (error: unknown) => boolean): Promise<R> {
  return write.catch((cause: unknown) => {
    if (isConflict(cause) || !lost(cause)) throw cause;
    throw new KubernetesError((cause as KubernetesError).message, { reason: "Conflict", code: 409, cause });
  });
}
