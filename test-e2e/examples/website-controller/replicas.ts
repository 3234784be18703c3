import { fork, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface Replica {
  readonly identity: string;
  /** Ends it as a crash would: no clean-up, the lease still held. */
  crash(): Promise<void>;
  /** Asks it to end: it releases the lease. */
  stop(): Promise<void>;
}

export interface StartReplica {
  readonly identity: string;
  readonly namespace: string;
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
  readonly onMessage: (message: string) => void;
  /** It ended although nobody asked it to. */
  readonly onFailure: (error: Error) => void;
}

/** Starts one replica of the controller as a process of its own. */
export function startReplica({
  identity,
  namespace,
  kubeconfig,
  context,
  onMessage,
  onFailure,
}: StartReplica): Replica {
  const args = ["--identity", identity, "--namespace", namespace, ...(context ? ["--context", context] : [])];
  const env = { ...process.env, ...(kubeconfig ? { KUBECONFIG: kubeconfig } : {}) };
  const child = fork(fileURLToPath(new URL("replica.ts", import.meta.url)), args, { env, silent: true });
  let expected = false;
  let errors = "";
  if (child.stdout)
    createInterface({ input: child.stdout }).on("line", (line) => onMessage(JSON.parse(line) as string));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (errors = (errors + text).slice(-2000)));
  const watch = async (): Promise<void> => {
    const how = await untilEnd(child);
    if (!expected) onFailure(new Error(`${identity} ended with ${how}${errors ? `: ${errors.trim()}` : ""}`));
  };
  const ended = watch();
  const end = (signal: NodeJS.Signals): Promise<void> => {
    expected = true;
    child.kill(signal);
    return ended;
  };
  return {
    identity,
    crash: () => end("SIGKILL"),
    async stop() {
      // One that does not listen any more must not hold up the end.
      const impatient = setTimeout(() => child.kill("SIGKILL"), 5000);
      await end("SIGTERM");
      clearTimeout(impatient);
    },
  };
}

function untilEnd(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("close", (code, signal) => resolve(signal ?? `code ${code}`));
  });
}
