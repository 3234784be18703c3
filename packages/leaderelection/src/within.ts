import { KubernetesError } from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";
import { whenAborted } from "./when-aborted.ts";

/**
 * Runs something with a signal that fires with the outer one, or after `ms` with a `ClientTimeout`. Rejects as soon as it
 * fires, even where what runs does not heed it; what comes of that later is dropped. Leaves neither timer nor listener.
 */
export async function within<T>(
  ms: number,
  { clock, signal, message }: { readonly clock: Clock; readonly signal?: AbortSignal; readonly message: string },
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const forget = whenAborted(signal, () => ending.abort(signal?.reason));
  const deadline = clock.setTimer(ms, () => {
    ending.abort(new KubernetesError(`${message} within ${ms} ms`, { reason: "ClientTimeout" }));
  });
  try {
    return await new Promise<T>((resolve, reject) => {
      whenAborted(ending.signal, () => reject(ending.signal.reason as Error));
      run(ending.signal).then(resolve, reject);
    });
  } finally {
    deadline[Symbol.dispose]();
    forget();
  }
}
