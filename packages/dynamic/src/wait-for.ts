import { escapeFieldValue, KubernetesError, type KubernetesObject, type Stored } from "@kubets/apimachinery";
import { withDeadline, type DeadlineOptions } from "./deadline.ts";
import { follow } from "./follow.ts";
import type { DeleteOptions, ResourceClient } from "./resource-client.ts";

/** How to wait for one object. */
export interface WaitOptions<T extends KubernetesObject> extends DeadlineOptions {
  /** Called with the object as it is at the start and after each change; undefined where it does not exist. */
  readonly onProgress?: ((object: Stored<T> | undefined) => void) | undefined;
}

/** How to wait for a condition of one object. */
export interface WaitForOptions<T extends KubernetesObject> extends WaitOptions<T> {
  /** Waits for the object to be created too, in place of rejecting with NotFound. Default false. */
  readonly mayBeMissing?: boolean | undefined;
}

/**
 * Waits until a condition of an object holds, and resolves with the object as it then was: what `kubectl wait` does. The
 * condition is a function: your own, or `hasCondition("Ready")`, or one over `rolloutStatus`. It sees the newest state
 * again and again, not every change; what it throws ends the waiting.
 *
 * Lost connections and expired versions are survived. Rejects with reason `NotFound` where the object does not exist or
 * is deleted meanwhile, `ClientTimeout` at the deadline, `Aborted`, and with what the server refuses.
 */
export function waitFor<T extends KubernetesObject>(
  client: ResourceClient<T>,
  name: string,
  condition: (object: Stored<T>) => boolean,
  options: WaitForOptions<T> = {},
): Promise<Stored<T>> {
  return observe(client, name, options, `"${name}" did not get there`, (object) => {
    if (object) return condition(object) ? { result: object } : undefined;
    if (options.mayBeMissing) return undefined;
    throw new KubernetesError(`"${name}" does not exist, or no longer`, { reason: "NotFound", details: { name } });
  });
}

/**
 * Waits until an object is gone: `kubectl wait --for=delete`. With a `uid`, another object of the same name counts as
 * gone too; without one, the object that is there at the start is meant. Resolves at once where there is none.
 */
export function waitForDeletion<T extends KubernetesObject>(
  client: ResourceClient<T>,
  name: string,
  options: WaitOptions<T> & { readonly uid?: string | undefined } = {},
): Promise<void> {
  let { uid } = options;
  return observe(client, name, options, `"${name}" was not gone`, (object) => {
    uid ??= object?.metadata.uid;
    return object && object.metadata.uid === uid ? undefined : { result: undefined };
  });
}

/**
 * Deletes an object and waits until it is gone: until its finalizers have run, its grace period is over and, with
 * propagationPolicy Foreground, its dependents are gone. `timeoutMs` is for the waiting; the deletion itself has the
 * client's. Rejects with `NotFound` where there was none.
 */
export async function deleteAndWait<T extends KubernetesObject>(
  client: ResourceClient<T>,
  name: string,
  options: Omit<DeleteOptions, "dryRun"> & WaitOptions<T> = {},
): Promise<void> {
  const { timeoutMs: _, ...deletion } = options;
  const answer = await client.delete(name, deletion);
  const uid = "details" in answer ? (answer.details as { uid?: string }).uid : (answer as Stored).metadata.uid;
  await waitForDeletion(client, name, { ...options, uid });
}

/** Shows the states of one object to a visitor until it gives a result. */
function observe<T extends KubernetesObject, R>(
  client: ResourceClient<T>,
  name: string,
  options: WaitOptions<T>,
  failure: string,
  visit: (object: Stored<T> | undefined) => { readonly result: R } | undefined,
): Promise<R> {
  return withDeadline(
    options,
    () => failure,
    async (signal) => {
      let object: Stored<T> | undefined;
      let whole = false;
      const fieldSelector = `metadata.name=${escapeFieldValue(name)}`;
      for await (const event of follow(client, { fieldSelector, signal, clock: options.clock })) {
        if (event.type !== "BOOKMARK") object = event.type === "DELETED" ? undefined : event.object;
        else if (whole) continue;
        else whole = true;
        if (!whole) continue;
        options.onProgress?.(object);
        const done = visit(object);
        if (done) return done.result;
      }
      throw new KubernetesError("the watch ended too early", { reason: "WatchClosed" });
    },
  );
}
