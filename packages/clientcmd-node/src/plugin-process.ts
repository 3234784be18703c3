import { spawn, type ChildProcess } from "node:child_process";
import { KubernetesError } from "@kubets/apimachinery";
import type { Clock, Timer } from "@kubets/wait";
import { explainFileError } from "./file-error.ts";
import { environmentValue } from "./paths.ts";

/** A program to run and what to give it. */
export interface PluginProcess {
  /** The program itself; nothing is looked up any more. */
  readonly file: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Whether it gets this process's standard input. */
  readonly interactive: boolean;
  /** How long it may take, in milliseconds; undefined is forever. */
  readonly timeoutMs: number | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** What it writes to standard error; default: this process's own. */
  readonly onStderr?: ((chunk: Uint8Array) => void) | undefined;
  /** Told the exit code of a program that ended by itself. */
  readonly onExit?: ((code: number) => void) | undefined;
  readonly platform?: NodeJS.Platform | undefined;
}

/** The most that an answer may be: credentials are a few thousand bytes. */
const mostBytes = 1024 * 1024;
/** How long a program that is told to end may take, and how long a program's children may keep its output open. */
const graceMs = 2000;

/**
 * Runs a credential plugin and resolves to what it printed (F042). Its standard error goes to this process's own, its
 * standard input is closed unless it is interactive.
 *
 * Rejects with a KubernetesError: `Configuration` where it cannot be started, fails, or prints more than 1 MiB;
 * `ClientTimeout` where it takes too long; `Aborted` with the signal. A program that does not end when it is told to is
 * killed 2 s later; nobody waits for that.
 */
export async function runPlugin(options: PluginProcess): Promise<string> {
  const { timeoutMs, signal, clock, onStderr } = options;
  const name = JSON.stringify(options.file);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const fail = (problem: string, reason: "Configuration" | "ClientTimeout" | "Aborted", cause?: unknown): void =>
    reject(new KubernetesError(`the credential plugin ${name} ${problem}`, { reason, cause }));
  const child = start(options, (cause) => fail(`cannot be run: ${explainFileError(cause)}`, "Configuration", cause));
  if (child === undefined) return promise;

  const chunks: Buffer[] = [];
  let size = 0;
  const conclude = (): void => {
    const { exitCode, signalCode } = child;
    if (exitCode !== null) options.onExit?.(exitCode);
    if (signalCode !== null) fail(`was ended by ${signalCode}`, "Configuration");
    else if (exitCode !== 0) fail(`failed with exit code ${exitCode}`, "Configuration");
    else resolve(Buffer.concat(chunks).toString("utf8"));
  };
  const timers: Timer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= mostBytes) chunks.push(chunk);
    else fail(`prints more than ${mostBytes} bytes, which are no credentials`, "Configuration");
  });
  child.stderr?.on("data", (chunk: Buffer) => onStderr?.(chunk));
  child.once("close", conclude);
  // A program that it leaves behind may keep the output open for ever.
  const onExit = (): void => void timers.push(clock.setTimer(graceMs, conclude));
  child.once("exit", onExit);
  if (timeoutMs !== undefined) {
    timers.push(clock.setTimer(timeoutMs, () => fail(`took longer than ${timeoutMs} ms`, "ClientTimeout")));
  }
  const onAbort = (): void => fail("was ended: nobody waits for it any more", "Aborted", signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await promise;
  } finally {
    signal.removeEventListener("abort", onAbort);
    child.off("exit", onExit);
    for (const timer of timers) timer[Symbol.dispose]();
    child.stdout?.destroy();
    child.stderr?.destroy();
    end(child, clock);
  }
}

function start(options: PluginProcess, onFailure: (cause: unknown) => void): ChildProcess | undefined {
  const { env, interactive, onStderr } = options;
  const { file, args, verbatim } = invocation(options);
  try {
    const child = spawn(file, args, {
      env,
      stdio: [interactive ? "inherit" : "ignore", "pipe", onStderr ? "pipe" : "inherit"],
      windowsHide: true,
      windowsVerbatimArguments: verbatim,
    });
    child.once("error", onFailure);
    return child;
  } catch (cause) {
    onFailure(cause);
    return undefined;
  }
}

/** Tells a program to end, if it has not, and kills it where that does not help. */
function end(child: ChildProcess, clock: Clock): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  const killing = clock.setTimer(graceMs, () => void child.kill("SIGKILL"));
  child.once("exit", () => killing[Symbol.dispose]());
}

/** What of a {@link PluginProcess} says how it is started. */
type Invocation = Pick<PluginProcess, "file" | "args" | "env" | "platform">;

/**
 * How a program is started. Batch files of Windows need its shell, whose rules for quoting depend on what the file does
 * with its arguments: only those that need no quoting are passed on.
 */
export function invocation({ file, args, env, platform = process.platform }: Invocation): {
  readonly file: string;
  readonly args: readonly string[];
  readonly verbatim: boolean;
} {
  if (platform !== "win32" || !/\.(?:bat|cmd)$/i.test(file)) return { file, args, verbatim: false };
  if (file.includes("%") || args.some((arg) => !/^[\w.:/\\@+-]+$/.test(arg))) {
    throw new KubernetesError(
      `the credential plugin ${JSON.stringify(file)} is a batch file, to which its arguments cannot be passed on safely: name the program that it starts`,
      { reason: "Unsupported" },
    );
  }
  const shell = environmentValue(env, "ComSpec", platform) ?? "cmd.exe";
  return { file: shell, args: ["/d", "/s", "/c", `"${[`"${file}"`, ...args].join(" ")}"`], verbatim: true };
}
