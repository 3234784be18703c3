import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";

export interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

export const noTests: Count = { passed: 0, failed: 0, skipped: 0 };

export function add(a: Count, b: Count): Count {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** The line that closes every test command. */
export function closingLine({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** Runs Vitest with the project's configuration and counts its tests; a run that crashes counts as a failure. */
export async function runVitest(args: readonly string[], env: Record<string, string> = {}): Promise<Count> {
  const directory = mkdtempSync(join(tmpdir(), "kubets-count-"));
  const file = join(directory, "count");
  try {
    const code = await run("vitest", ["run", "--config", "tooling/vitest.config.ts", ...args], {
      ...env,
      KUBETS_TEST_COUNT: file,
    });
    const count = readCounts(file);
    if (count === undefined) return { ...noTests, failed: 1 };
    return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readCounts(file: string): Count | undefined {
  try {
    return readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Count)
      .reduce(add, noTests);
  } catch {
    return undefined;
  }
}

/** Runs a command of the workspace, its output going straight through; resolves with its exit code. */
export function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } });
  // Ctrl-C reaches the child too, which ends by itself; this process then reports as usual.
  const wait = (): void => {};
  process.on("SIGINT", wait);
  child.on("error", reject);
  child.on("close", (code, signal) => {
    process.off("SIGINT", wait);
    resolve(code ?? (signal === "SIGINT" ? 130 : 1));
  });
  return promise;
}
