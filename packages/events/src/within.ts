import { KubernetesError } from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";

/** Whether the work was done in time. Rejects with reason `Aborted` when the signal fires first. */
export async function within(
  work: Promise<void>,
  options: { readonly clock: Clock; readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
): Promise<boolean> {
  const { clock, timeoutMs, signal } = options;
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const onAbort = (): void =>
    reject(new KubernetesError("the wait was aborted", { reason: "Aborted", cause: signal?.reason }));
  if (signal?.aborted) onAbort();
  signal?.addEventListener("abort", onAbort, { once: true });
  void work.then(() => resolve(true));
  using _timer = clock.setTimer(timeoutMs, () => resolve(false));
  try {
    return await promise;
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}
