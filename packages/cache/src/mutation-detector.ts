import { objectKey, type KubernetesObject } from "@kubets/apimachinery";
import { realClock, type Clock, type Timer } from "@kubets/wait";

/** An object of a cache that somebody changed in place. */
export interface ObjectMutation {
  /** `namespace/name`, or `name`. */
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
  /**
   * The handler whose call had just ended when the change was seen; undefined where it was seen between calls, so that
   * whoever reads the lister did it, or an asynchronous handler between two of its steps.
   */
  readonly handler: string | undefined;
}

/** Options of {@link createMutationDetector}. */
export interface MutationDetectorOptions {
  /**
   * Hears of each changed object once. What it throws is thrown where nobody can catch it, so that a test or a program ends.
   * Default: throws.
   */
  readonly onMutation?: ((mutation: ObjectMutation) => void) | undefined;
  /** How often all objects are compared. Default 1000. */
  readonly intervalMs?: number | undefined;
  /** How long an object is watched over after it came. Default 120 000. */
  readonly retainMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** Finds out who changes objects of a cache in place; give it to one informer. */
export interface MutationDetector extends Disposable {
  /** Remembers how an object looks that has just come into the cache. */
  capture(object: KubernetesObject): void;
  /** Compares objects with how they looked, when a call of this handler with them has ended. */
  check(handler: string, ...objects: readonly unknown[]): void;
  /** Compares everything a last time, and forgets it. */
  [Symbol.dispose](): void;
}

interface Captured {
  readonly looked: string;
  readonly at: number;
}

/**
 * Creates a detector of changes to cached objects, which are shared and must not be changed (C31, F112). It keeps a copy of
 * every object as text and compares again and again: for tests and for the search after a bug, not for production.
 */
export function createMutationDetector(options: MutationDetectorOptions = {}): MutationDetector {
  const { intervalMs = 1000, retainMs = 120_000, clock = realClock, onMutation = refuse } = options;
  const captured = new Map<unknown, Captured>();
  let timer: Timer | undefined;

  function compare(object: unknown, handler: string | undefined): void {
    const looked = captured.get(object)?.looked;
    if (looked === undefined) return;
    const looks = JSON.stringify(object);
    if (looks === looked) return;
    // Told once: how it looks now is not worth watching over.
    captured.delete(object);
    const before: unknown = JSON.parse(looked);
    try {
      onMutation({ key: objectKey(before as KubernetesObject), before, after: JSON.parse(looks), handler });
    } catch (error) {
      // Where nobody can catch it: the informer is not to fail in place of the program.
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  function compareAll(): void {
    for (const object of captured.keys()) compare(object, undefined);
  }

  function tick(): void {
    timer = undefined;
    compareAll();
    const oldest = clock.monotonicNow() - retainMs;
    for (const [object, { at }] of captured) if (at <= oldest) captured.delete(object);
    arm();
  }

  function arm(): void {
    if (!timer && captured.size > 0) timer = clock.setTimer(intervalMs, tick);
  }

  return {
    capture(object) {
      captured.set(object, { looked: JSON.stringify(object), at: clock.monotonicNow() });
      arm();
    },
    check(handler, ...objects) {
      for (const object of objects) compare(object, handler);
    },
    [Symbol.dispose]() {
      timer?.[Symbol.dispose]();
      compareAll();
      captured.clear();
    },
  };
}

function refuse({ key, handler }: ObjectMutation): void {
  throw new Error(`${handler ?? "somebody"} changed ${key}, an object of a cache: copy before changing`);
}
