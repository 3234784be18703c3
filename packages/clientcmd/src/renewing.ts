import { KubernetesError } from "@kubets/apimachinery";

/** Options of {@link createRenewing}. */
export interface RenewingOptions<T> {
  /** Brings a new value. The signal fires once nobody waits for it any more. */
  readonly obtain: (signal: AbortSignal) => Promise<T>;
  /** Last moment at which a value may be used, in milliseconds since 1970; undefined where only `drop` ends it. */
  readonly usableUntilMs: (value: T) => number | undefined;
  /** Default: the system's clock. */
  readonly clock?: { now(): number } | undefined;
}

/** A value that is brought anew when it is too old. */
export interface Renewing<T> {
  /** The value, at once where there is a usable one. Rejects with reason `Aborted` when the signal fires. */
  get(signal?: AbortSignal): Promise<T> | T;
  /** What is held, usable or not. */
  readonly held: T | undefined;
  /** Makes the next `get` bring a new value. */
  drop(): void;
}

interface Run<T> {
  readonly result: Promise<T>;
  readonly abandon: AbortController;
  /** Callers that may still leave; one who cannot is never counted out. */
  waiting: number;
}

/**
 * Creates a value that is brought on use, kept until it is too old, and brought once for all who ask at the same time
 * (F045). One that is too old already when it comes is given to those who waited for it, and not kept. A failure goes to
 * all who waited; the next caller tries again.
 *
 * Whoever waits may leave by a signal; the others go on waiting. When the last has left, the work itself is aborted.
 */
export function createRenewing<T>({ obtain, usableUntilMs, clock = Date }: RenewingOptions<T>): Renewing<T> {
  let held: { readonly value: T } | undefined;
  let running: Run<T> | undefined;

  const isUsable = (value: T): boolean => clock.now() <= (usableUntilMs(value) ?? Infinity);

  const start = (): Run<T> => {
    const abandon = new AbortController();
    const isCurrent = (): boolean => running?.abandon === abandon;
    const work = async (): Promise<T> => {
      try {
        const value = await obtain(abandon.signal);
        if (isCurrent()) held = { value };
        return value;
      } finally {
        if (isCurrent()) running = undefined;
      }
    };
    // Later than now, so that `running` is set before the work can end.
    const result = Promise.resolve().then(work);
    // Everybody may have left before it fails.
    result.catch(() => undefined);
    return { abandon, waiting: 0, result };
  };

  const leave = (run: Run<T>): void => {
    run.waiting--;
    if (run.waiting > 0) return;
    if (running === run) running = undefined;
    run.abandon.abort();
  };

  return {
    get held() {
      return held?.value;
    },
    get(signal) {
      if (held !== undefined && isUsable(held.value)) return held.value;
      if (signal?.aborted) return Promise.reject(aborted(signal));
      running ??= start();
      const run = running;
      run.waiting++;
      return signal === undefined ? run.result : unlessAborted(run.result, signal, () => leave(run));
    },
    drop() {
      held = undefined;
    },
  };
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, leave: () => void): Promise<T> {
  const left = Promise.withResolvers<never>();
  const onAbort = (): void => {
    left.reject(aborted(signal));
    leave();
  };
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work, left.promise]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function aborted(signal: AbortSignal): KubernetesError {
  return new KubernetesError("the call was aborted while it waited for credentials", {
    reason: "Aborted",
    cause: signal.reason,
  });
}
