/**
 * Runs `worker` so many times at once, with a signal that fires when the outer one does or when one of them fails. Waits
 * for all of them, and then rejects with what failed first.
 */
export async function together(
  count: number,
  outer: AbortSignal | undefined,
  worker: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const signal = outer === undefined ? failed.signal : AbortSignal.any([outer, failed.signal]);
  const workers = Array.from({ length: count }, () => worker(signal).catch((error: unknown) => failed.abort(error)));
  await Promise.all(workers);
  failed.signal.throwIfAborted();
}
