/** What calls may leave behind in a process: sockets, timers, streams that decompress, and listeners on a signal that lives on. */
export interface LeakWatch {
  /** For the calls that are watched. */
  readonly signal: AbortSignal;
  /** Resolves once nothing is there that was not there before; what ends, ends in later turns. */
  untilNothingIsLeft(): Promise<void>;
}

/** Begins to count. Servers and transports that are to live on are made before. */
export function watchLeaks(): LeakWatch {
  const before = handles();
  const listeners = new Map<unknown, number>();
  const { signal } = new AbortController();
  const count = (by: number, type: string, listener: unknown): void => {
    if (type === "abort") listeners.set(listener, (listeners.get(listener) ?? 0) + by);
  };
  const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
  signal.addEventListener = (...args: Parameters<typeof add>) => (count(1, args[0], args[1]), add(...args));
  signal.removeEventListener = (...args: Parameters<typeof remove>) => (count(-1, args[0], args[1]), remove(...args));
  const left = (): readonly string[] => [
    ...handles().slice(before.length),
    ...[...listeners.values()].filter((times) => times > 0).map(() => "listener"),
  ];
  return {
    signal,
    async untilNothingIsLeft() {
      const until = performance.now() + 30_000;
      while (left().length > 0) {
        if (performance.now() > until) throw new Error(`left behind: ${left().join(", ")}`);
        await new Promise(setImmediate);
      }
    },
  };
}

function handles(): readonly string[] {
  return process
    .getActiveResourcesInfo()
    .filter((name) => /TCP|TLS|Pipe|Zlib|Timeout/.test(name))
    .toSorted();
}
