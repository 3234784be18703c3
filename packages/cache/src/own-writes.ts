import { objectKey, type DeepReadonly, type KubernetesObject } from "@kubets/apimachinery";
import { createLatch, type Latch } from "./latch.ts";
import { createLister, type Lister } from "./lister.ts";
import { createOverlay, metadataOf, type OwnWrite } from "./own-writes-overlay.ts";
import { compareResourceVersions, isOlder } from "./resource-version.ts";
import type { Informer } from "./shared-informer.ts";

/** Options of {@link createOwnWrites}. */
export interface OwnWritesOptions<T> {
  /**
   * Whether an object belongs to the informer's cache: needed where that has selectors or one namespace only, and more is
   * written. What does not belong is hidden, as it will be once the cache has caught up. Default: everything belongs.
   */
  readonly belongs?: ((object: DeepReadonly<T>) => boolean) | undefined;
  /** So many writes are kept that the cache does not have yet; further ones wait until it has. Default 1000. */
  readonly maxPending?: number | undefined;
}

/** One's own writes on top of an informer's cache. */
export interface OwnWrites<T> extends Disposable {
  /** Reads the cache with the own writes in it: each is there from the moment in which its promise resolves. */
  readonly lister: Lister<T>;
  /**
   * The same client, whose writes are seen: `create`, `update`, `patch`, `apply`, `edit`, their forms for the status, and
   * `delete`, also of what its `namespace()` returns. Not `deleteCollection`, nor scales and other subresources.
   */
  bind<C extends object>(client: C): C;
  /** Takes note of an object as the server returned it from a write that was made in another way (F111). */
  wrote(object: DeepReadonly<T>): void;
  /** Takes note of a deletion that the server confirmed, made in another way; give the object as it was last known. */
  deleted(object: DeepReadonly<T>): void;
  /** Writes that the cache does not have yet. */
  readonly pending: number;
  /** Resolves when the cache has all writes up to now. Rejects with a KubernetesError when the signal fires. */
  caughtUp(options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Lets go of the informer; the lister shows the cache alone from then on. */
  [Symbol.dispose](): void;
}

/** The calls that write an object, and where they have their options. */
const writes = new Map(
  Object.entries({
    create: 1,
    update: 1,
    updateStatus: 1,
    apply: 1,
    applyStatus: 1,
    patch: 2,
    patchStatus: 2,
    edit: 2,
  }),
);

/**
 * Makes one's own writes visible at once, where the informer's cache has them only after the server has sent them back. A
 * write is laid over the cache until the cache has reached its resource version; of the two, the newer one is shown, so
 * that no object ever goes back. Needs resource versions that are numbers, as Kubernetes' are; without, the cache is shown.
 */
export function createOwnWrites<T extends KubernetesObject>(
  informer: Informer<T>,
  { belongs = () => true, maxPending = 1000 }: OwnWritesOptions<T> = {},
): OwnWrites<T> {
  const overlay = new Map<string, OwnWrite<T>>();
  let changes = 0;
  let inFlight = 0;
  let isDisposed = false;
  let waiting = new Set<Latch>();
  const source = informer.onCacheChange(prune);

  /** Whether the cache has what was written: it stands at that version, and a deleted object is gone. */
  function isReached(key: string, { version, uid, deleted }: OwnWrite<T>, reached: string): boolean {
    const order = compareResourceVersions(version, reached);
    if (order === undefined || order > 0) return false;
    if (!deleted) return true;
    const cached = informer.lister.get(key);
    return !cached || metadataOf(cached).uid !== uid;
  }

  function prune(): void {
    const reached = overlay.size > 0 ? informer.status.resourceVersion : "";
    for (const [key, own] of overlay) if (isReached(key, own, reached)) overlay.delete(key);
    wake();
  }

  function wake(): void {
    const woken = waiting;
    waiting = new Set();
    for (const latch of woken) latch.open();
  }

  function put(key: string, own: OwnWrite<T>): void {
    overlay.set(key, own);
    changes++;
    prune();
  }

  function wrote(object: DeepReadonly<T>): void {
    const { name, uid, resourceVersion: version = "" } = metadataOf(object);
    if (!name || compareResourceVersions(version, version) === undefined) return;
    if (isRemoved(object)) return deleted(object);
    const key = objectKey(object);
    const before = overlay.get(key);
    // Answers may come in another order than the server gave them.
    if (before && isOlder(version, before.version)) return;
    const isGone = before?.deleted === true && before.uid === uid;
    const shown = isGone || !belongs(object) ? undefined : object;
    put(key, { object: shown, version, uid, deleted: isGone });
  }

  function deleted(object: DeepReadonly<T>): void {
    const key = objectKey(object);
    const { uid, resourceVersion: known = "" } = metadataOf(object);
    if (compareResourceVersions(known, known) === undefined) return;
    const before = overlay.get(key);
    // Of another object, created under the name since.
    if (before && before.uid !== uid && isOlder(known, before.version)) return;
    const version = before && isOlder(known, before.version) ? before.version : known;
    put(key, { object: undefined, version, uid, deleted: true });
  }

  async function until(condition: () => boolean, signal: AbortSignal | undefined): Promise<void> {
    while (!condition()) {
      const latch = createLatch();
      waiting.add(latch);
      try {
        await latch.wait(signal, () => `${overlay.size} own writes are not in the cache yet`);
      } finally {
        waiting.delete(latch);
      }
    }
  }

  /** Makes a call when there is room to remember it. */
  async function withRoom<R>(call: () => Promise<R>, signal: AbortSignal | undefined): Promise<R> {
    const hasRoom = (): boolean => overlay.size + inFlight < maxPending;
    // Several may wake for the same room.
    while (!hasRoom()) await until(hasRoom, signal);
    inFlight++;
    try {
      return await call();
    } finally {
      inFlight--;
      wake();
    }
  }

  async function write(call: () => Promise<unknown>, { signal, dryRun }: CallOptions): Promise<unknown> {
    return withRoom(async () => {
      const object = await call();
      if (!dryRun && isObject<T>(object)) wrote(object);
      return object;
    }, signal);
  }

  async function remove(call: () => Promise<unknown>, key: string, { signal, dryRun }: CallOptions): Promise<unknown> {
    return withRoom(async () => {
      const known = view.get(key);
      const answer = await call();
      if (dryRun) return answer;
      // What finalizers or a grace period keep is an object still, with its deletion's time.
      if (isObject<T>(answer)) (metadataOf(answer).deletionTimestamp ? wrote : deleted)(answer);
      // A Status says nothing of the object; another version of the same may have been deleted, but it is gone.
      else if (known) deleted(known);
      return answer;
    }, signal);
  }

  const view = createOverlay<T>(informer.lister, overlay, () => changes);

  function bind<C extends object>(client: C, namespace?: string): C {
    return new Proxy(client, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== "function") return value;
        const call = (args: unknown[]): unknown => Reflect.apply(value, target, args) as unknown;
        if (property === "namespace") return (name: string) => bind(call([name]) as object, name);
        if (property === "delete") {
          return (name: string, ...rest: unknown[]) => {
            const key = objectKey({ metadata: { name, ...(namespace !== undefined && { namespace }) } });
            return remove(async () => call([name, ...rest]), key, (rest[0] as CallOptions | undefined) ?? {});
          };
        }
        const optionsAt = writes.get(String(property));
        if (optionsAt === undefined) return value.bind(target) as unknown;
        return (...args: unknown[]) =>
          write(async () => call(args), (args[optionsAt] as CallOptions | undefined) ?? {});
      },
    });
  }

  return {
    lister: createLister<T>(view),
    bind: (client) => bind(client),
    wrote,
    deleted,
    get pending() {
      return overlay.size;
    },
    async caughtUp({ signal } = {}) {
      const mine = [...overlay];
      await until(() => {
        const reached = informer.status.resourceVersion;
        return isDisposed || mine.every(([key, own]) => isReached(key, own, reached));
      }, signal);
    },
    [Symbol.dispose]() {
      source[Symbol.dispose]();
      overlay.clear();
      isDisposed = true;
      changes++;
      wake();
    },
  };
}

interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly dryRun?: boolean | undefined;
}

function isObject<T extends KubernetesObject>(value: unknown): value is DeepReadonly<T> {
  return typeof value === "object" && value !== null && metadataOf(value).resourceVersion !== undefined;
}

/** Whether the server has let go of it: marked for deletion, and nothing keeps it. */
function isRemoved(object: unknown): boolean {
  const { deletionTimestamp, finalizers, deletionGracePeriodSeconds } = metadataOf(object);
  return deletionTimestamp !== undefined && !finalizers?.length && !deletionGracePeriodSeconds;
}
