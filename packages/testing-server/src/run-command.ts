import { spawn } from "node:child_process";
import { constants } from "node:os";
import { KubernetesError } from "@kubets/apimachinery";

export interface RunCommandOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires with the name of the signal that this process got; the command gets it too, and may take its time. */
  readonly signal: AbortSignal;
}

/**
 * Runs a program on this process's terminal. Resolves with its exit code, or with 128 and the number of the signal that
 * ended it, as shells do. Rejects with reason `Configuration` where there is no such program.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  { env, signal }: RunCommandOptions,
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const child = spawn(program, args, { stdio: "inherit", env: { ...env } });
  const onAbort = (): void => {
    const name: unknown = signal.reason;
    // A terminal sends its Ctrl-C to the command itself.
    if (name === "SIGINT" && process.stdin.isTTY) return;
    child.kill(name === "SIGINT" || name === "SIGHUP" ? name : "SIGTERM");
  };
  if (signal.aborted) onAbort();
  signal.addEventListener("abort", onAbort, { once: true });
  child.once("error", (cause: NodeJS.ErrnoException) => {
    const why = { ENOENT: "no such program", EACCES: "not a file that may be run" }[cause.code ?? ""] ?? cause.message;
    reject(new KubernetesError(`cannot run ${program}: ${why}`, { reason: "Configuration", cause }));
  });
  child.once("close", (code, killer) => resolve(code ?? 128 + (killer ? constants.signals[killer] : 0)));
  return promise.finally(() => signal.removeEventListener("abort", onAbort));
}
