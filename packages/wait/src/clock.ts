/** Everything in kubets that waits takes a Clock, so that tests run on virtual time. */
export interface Clock {
  /** Milliseconds since 1970, as `Date.now()`: may jump when somebody sets the system's clock. */
  now(): number;
  /** Milliseconds since some moment, never going back: for durations. */
  monotonicNow(): number;
  /**
   * Calls once after `ms` milliseconds, unless disposed before; 0 and less are as soon as possible, `Infinity` never. Never
   * calls synchronously. Throws a RangeError on NaN.
   */
  setTimer(ms: number, callback: () => void): Timer;
  /** Resolves after `ms` milliseconds. Rejects with the signal's reason, at once, when the signal fires, and with a RangeError on NaN. */
  sleep(ms: number, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
}

/** A pending call; disposing it cancels it, and disposing it twice or after it fired does nothing. */
export interface Timer extends Disposable {
  [Symbol.dispose](): void;
}
