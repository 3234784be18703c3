import { KubernetesError } from "@kubets/apimachinery";

/** Something that happens once, or turns out never to happen; any number may wait for it. */
export interface Latch {
  readonly isOpen: boolean;
  /** It has happened. */
  open(): void;
  /** It will never happen; without effect once open. */
  fail(error: KubernetesError): void;
  /**
   * Resolves when it has happened. Rejects with the error of {@link fail}, or when the signal fires: with what
   * `describe` says is missing, and the signal's reason as the cause.
   */
  wait(signal: AbortSignal | undefined, describe: () => string): Promise<void>;
}

export function createLatch(): Latch {
  let isOpen = false;
  let failure: KubernetesError | undefined;
  const waiting = new Set<(error: KubernetesError | undefined) => void>();

  function settle(): void {
    for (const settleOne of waiting) settleOne(failure);
    waiting.clear();
  }

  return {
    get isOpen() {
      return isOpen;
    },
    open() {
      if (isOpen || failure) return;
      isOpen = true;
      settle();
    },
    fail(error) {
      if (isOpen || failure) return;
      failure = error;
      settle();
    },
    wait(signal, describe) {
      if (isOpen) return Promise.resolve();
      if (failure) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        const onAbort = (): void => settleOne(abortedError(describe(), signal?.reason));
        const settleOne = (error: KubernetesError | undefined): void => {
          waiting.delete(settleOne);
          signal?.removeEventListener("abort", onAbort);
          if (error) reject(error);
          else resolve();
        };
        if (signal?.aborted) return onAbort();
        waiting.add(settleOne);
        signal?.addEventListener("abort", onAbort, { once: true });
      });
    },
  };
}

/** The error of a wait that its signal ended: a deadline (`AbortSignal.timeout`) or the caller's wish. */
export function abortedError(message: string, cause: unknown): KubernetesError {
  const isDeadline = cause instanceof Error && cause.name === "TimeoutError";
  return new KubernetesError(message, { reason: isDeadline ? "ClientTimeout" : "Aborted", cause });
}
