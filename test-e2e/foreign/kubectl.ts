import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

// Whoever runs these suites says where kubectl is: there is no run without it that would look like a success.
const path = process.env["KUBETS_KUBECTL"];
if (!path) throw new Error("KUBETS_KUBECTL is not set: it names the kubectl that this suite runs");
const program: string = path;

export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** kubectl with a home of its own: no cache of what another server has, no configuration of the person who runs this. */
export interface Kubectl extends AsyncDisposable {
  readonly home: string;
  readonly kubeconfig: string;
  start(args: readonly string[], input?: string | Uint8Array, env?: NodeJS.ProcessEnv): ChildProcess;
  /** Runs it to its end, whatever that is. */
  run(args: readonly string[], input?: string | Uint8Array, env?: NodeJS.ProcessEnv): Promise<Result>;
  /** What it prints; its failure is one of the test. */
  (line: string, input?: string): Promise<string>;
}

/** `writeKubeconfig` writes the configuration that it goes by, into a file that goes with its home. */
export async function openKubectl(writeKubeconfig: (path: string) => Promise<void>): Promise<Kubectl> {
  const home = await mkdtemp(join(tmpdir(), "kubets-kubectl-"));
  const kubeconfig = join(home, "kubeconfig");
  await writeKubeconfig(kubeconfig);
  const own = { PATH: process.env["PATH"], HOME: home, KUBECONFIG: kubeconfig };

  const start: Kubectl["start"] = (args, input = "", env = {}) => {
    const child = spawn(program, args, { env: { ...own, ...env }, cwd: home, stdio: ["pipe", "pipe", "pipe"] });
    // One that has ended reads no more.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    return child;
  };
  const run: Kubectl["run"] = async (args, input, env) => {
    const child = start(args, input, env);
    const [out, err, [code]] = await Promise.all([
      text(child.stdout as NodeJS.ReadableStream),
      text(child.stderr as NodeJS.ReadableStream),
      once(child, "close") as Promise<[number]>,
    ]);
    return { code, out, err };
  };
  const call = async (line: string, input = ""): Promise<string> => {
    const { code, out, err } = await run(line.split(" "), input);
    if (code !== 0) throw new Error(`kubectl ${line} ended with ${code}: ${err}`);
    return out;
  };
  return Object.assign(call, {
    home,
    kubeconfig,
    start,
    run,
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  });
}
