/**
 * The promise's outcome, or the signal's reason as soon as it fires: a client that does not heed its signal must not keep
 * an informer from ending.
 */
export function interruptible<R>(promise: Promise<R>, signal: AbortSignal): Promise<R> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    const done = (): void => signal.removeEventListener("abort", onAbort);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    promise.then(resolve, reject).finally(done);
  });
}
