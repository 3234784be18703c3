import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { styleText } from "node:util";
import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";
import { parseArguments, usage, UsageError, type Arguments } from "./arguments.ts";
import { isReplaceable } from "./kubeconfig.ts";
import { loadFaults, loadManifests } from "./manifests.ts";
import { runCommand } from "./run-command.ts";
import { startTestServer } from "./server.ts";

/** The process around the program, so that tests can be it. */
export interface Surroundings {
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Fires when the program is to end, with the name of the signal that says so. */
  readonly signal: AbortSignal;
}

/**
 * The command line `kubets-testing-server`. Resolves with the exit code: 0 after a clean stop, the command's own after
 * `-- command`, 2 for a mistake on the command line and 1 for whatever else prevents serving; those two print one line.
 */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const { stdout, stderr } = surroundings;
  try {
    const parsed = parseArguments(args);
    if (parsed.help) stdout.write(usage);
    else if (parsed.version) stdout.write(`${await ownVersion()}\n`);
    else return await serve(parsed, surroundings);
    return 0;
  } catch (error) {
    const message = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
    const hint = error instanceof UsageError ? "; see --help" : "";
    stderr.write(`${paint(surroundings, stderr, "red", "error:")} ${message}${hint}\n`);
    // What nobody foresaw is for whoever has to find out why.
    if (!(error instanceof UsageError) && !isKubernetesError(error) && surroundings.env["DEBUG"])
      stderr.write(`${String(error)}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

async function serve(args: Arguments, surroundings: Surroundings): Promise<number> {
  const { port, host, controllers, rbac, validation } = args;
  const loaded = (await Promise.all(args.load.map(loadManifests))).flat();
  const places = new Map(loaded.map(({ object, place }) => [object, place]));
  const faults = args.faults === undefined ? [] : await loadFaults(args.faults);
  await using server = await startTestServer({
    port,
    host,
    controllers,
    rbac,
    validation,
    faults,
    objects: [...places.keys()],
    describe: (object) => places.get(object) ?? "",
    // Nobody looks at what a server on its own has been asked.
    actionsKept: 0,
  });
  await using file = await kubeconfigFile(args.kubeconfig);
  await server.writeKubeconfig(file.path);

  const { stdout, env, signal } = surroundings;
  if (args.command.length > 0) {
    const [program = "", ...rest] = args.command;
    return await runCommand(program, rest, { env: { ...env, KUBECONFIG: file.path }, signal });
  }
  // For people at a terminal, and for `eval "$(…)"`-minded scripts alike: what is no command is a comment.
  stdout.write(`${paint(surroundings, stdout, "dim", `# Kubernetes API at ${server.url}; Ctrl-C ends it`)}\n`);
  stdout.write(`${paint(surroundings, stdout, "cyan", `export KUBECONFIG=${quoted(file.path)}`)}\n`);
  await aborted(signal);
  return 0;
}

/** The kubeconfig's place: as asked for, which stays, or in a temporary folder, which goes with the server. */
async function kubeconfigFile(path: string | undefined): Promise<{ readonly path: string } & AsyncDisposable> {
  if (path !== undefined) {
    await refuseToReplace(path);
    return { path: resolve(path), [Symbol.asyncDispose]: () => Promise.resolve() };
  }
  const folder = await mkdtemp(join(tmpdir(), "kubets-testing-server-"));
  return {
    path: join(folder, "kubeconfig"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Somebody's own kubeconfig would be lost, and the credentials in it. */
async function refuseToReplace(path: string): Promise<void> {
  const there = await readFile(path, "utf8").catch(() => "");
  if (isReplaceable(there)) return;
  throw new KubernetesError(`--kubeconfig ${path} exists and is not of a former server: choose another file`, {
    reason: "Configuration",
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener("abort", () => done(), { once: true }));
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL(import.meta.resolve("@kubets/testing-server/package.json")), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}

/** Coloured on a terminal, unless NO_COLOR is set; plain everywhere else. */
function paint(
  { env }: Surroundings,
  stream: { readonly isTTY?: boolean },
  style: "red" | "cyan" | "dim",
  text: string,
): string {
  return stream.isTTY === true && !env["NO_COLOR"] ? styleText(style, text, { validateStream: false }) : text;
}

/** As a word of a POSIX shell. */
function quoted(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
