/** A clock that stands still until a test moves it, and a wait for everything that needs no time. */
export interface ManualClock {
  now(): number;
  advance(ms: number): Promise<void>;
  settle(): Promise<void>;
}

/** Creates a {@link ManualClock} that begins at `ms`. */
export function createManualClock(ms: number = Date.UTC(2026, 0, 1)): ManualClock {
  let now = ms;
  // A task of the event loop starts only when no promise has anything left to do.
  const settle = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));
  return {
    now: () => now,
    settle,
    advance(by) {
      now += by;
      return settle();
    },
  };
}
