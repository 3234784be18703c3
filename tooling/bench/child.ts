import { fork } from "node:child_process";

/** What a variant measured in a process of its own. */
export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
  readonly heapPerObject?: number;
  readonly eventsPerSecond?: number;
  readonly cpuMicrosPerEvent?: number;
}

/**
 * Runs a variant in a fresh process, so that neither heap nor warm code of another is measured. `condition` has it import
 * the packages otherwise than from their sources, such as in the files in which they are published.
 */
export function inChild(file: string, args: readonly string[], condition?: string): Promise<Measured> {
  const { promise, resolve, reject } = Promise.withResolvers<Measured>();
  const others = process.execArgv.filter((argument) => !argument.startsWith("--conditions"));
  const inherited = condition === undefined ? process.execArgv : [...others, `--conditions=${condition}`];
  const child = fork(file, args, { execArgv: [...inherited, "--expose-gc"] });
  child.once("message", resolve as (measured: unknown) => void);
  child.once("exit", (code) => reject(new Error(`${args.join(" ")} ended with code ${code}`)));
  return promise;
}

export interface Stopwatch {
  stop(): Pick<Measured, "seconds" | "cpuSeconds" | "peakMegabytes">;
}

/** Wall time, CPU time of this process, and its peak memory so far. */
export function startWatch(): Stopwatch {
  const cpu = process.cpuUsage();
  const started = performance.now();
  return {
    stop() {
      const { user, system } = process.cpuUsage(cpu);
      return {
        seconds: (performance.now() - started) / 1000,
        cpuSeconds: (user + system) / 1e6,
        peakMegabytes: process.resourceUsage().maxRSS / 1024,
      };
    },
  };
}

/** Memory in use once nothing is left to collect, with that of buffers, which lie outside the heap. */
export function settledHeap(): number {
  for (let round = 0; round < 3; round += 1) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Hands the result to the parent and ends. */
export function done(measured: Measured): void {
  process.send?.(measured, () => process.exit(0));
}
