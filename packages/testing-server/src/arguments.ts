import { parseArgs } from "node:util";
import type { ControllerOptions } from "@kubets/testing-fake";

/** What the command line asks for. */
export interface Arguments {
  readonly port: number;
  readonly host: string;
  /** Where to write the kubeconfig; absent: a temporary folder that goes with the server. */
  readonly kubeconfig: string | undefined;
  /** Files and folders of manifests. */
  readonly load: readonly string[];
  readonly controllers: ControllerOptions;
  /** A file of faults. */
  readonly faults: string | undefined;
  /** Roles decide who may do what. */
  readonly rbac: boolean;
  /** How far built-in objects are checked. */
  readonly validation: "full" | "off";
  readonly help: boolean;
  readonly version: boolean;
  /** The program to run with KUBECONFIG set, and its arguments; empty: serve until told to stop. */
  readonly command: readonly string[];
}

/** A mistake on the command line; its message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

export const usage = `Usage: kubets-testing-server [options] [-- command …]

Serves a Kubernetes API in memory over HTTPS, until Ctrl-C or until the command ends.

Options:
  --port N           port to listen on (default: the system chooses one)
  --host H           address to listen on (default: 127.0.0.1)
  --kubeconfig FILE  where to write the administrator's kubeconfig (default: a temporary file)
  --load PATH        a YAML or JSON manifest, or a folder of them, to begin with; may be repeated
  --controllers LIST small controllers to run beside those for namespaces and garbage collection, with commas between
                     them: service-accounts, deployments, replica-sets, jobs, pods, nodes or nodes=N, or all; none
                     leaves those two out as well
  --faults FILE      a YAML or JSON file that says which requests go wrong, and how
  --rbac             Roles and their bindings decide who may do what; the administrator may do everything
  --no-validation    takes built-in objects of which only types, names and metadata fit
  --help             this text
  --version          the version

With a command, it is run with KUBECONFIG set, and its exit code is this program's.
`;

/** Reads the arguments that follow the program's name; throws a {@link UsageError} for those that make no sense. */
export function parseArguments(args: readonly string[]): Arguments {
  const end = args.indexOf("--");
  const own = end < 0 ? args : args.slice(0, end);
  const command = end < 0 ? [] : args.slice(end + 1);
  if (end >= 0 && command.length === 0) throw new UsageError("a command is missing after --");
  const {
    port,
    host,
    kubeconfig,
    load,
    controllers,
    faults,
    rbac,
    help,
    version,
    "no-validation": unchecked,
  } = parseOptions(own);
  return {
    port: portOf(port),
    host: nonEmpty("--host", host) ?? "127.0.0.1",
    kubeconfig: nonEmpty("--kubeconfig", kubeconfig),
    load: load ?? [],
    controllers: controllersOf(controllers ?? []),
    faults: nonEmpty("--faults", faults),
    rbac: rbac ?? false,
    validation: unchecked ? "off" : "full",
    help: help ?? false,
    version: version ?? false,
    command,
  };
}

interface Options {
  readonly port?: string;
  readonly host?: string;
  readonly kubeconfig?: string;
  readonly load?: string[];
  readonly controllers?: string[];
  readonly faults?: string;
  readonly rbac?: boolean;
  readonly "no-validation"?: boolean;
  readonly help?: boolean;
  readonly version?: boolean;
}

function parseOptions(args: readonly string[]): Options {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: "string" },
        host: { type: "string" },
        kubeconfig: { type: "string" },
        load: { type: "string", multiple: true },
        controllers: { type: "string", multiple: true },
        faults: { type: "string" },
        rbac: { type: "boolean" },
        "no-validation": { type: "boolean" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    // The first sentence says what is wrong; the rest is about ways around it that do not apply.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(/\.\s/, 1)[0] ?? message);
  }
}

function portOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) {
    throw new UsageError(`--port ${JSON.stringify(text)} is no port: a port is a number from 0 to 65535`);
  }
  return port;
}

function nonEmpty(option: string, value: string | undefined): string | undefined {
  if (value === "") throw new UsageError(`${option} needs a value`);
  return value;
}

const controllerNames: Readonly<Record<string, ControllerOptions>> = {
  "service-accounts": { serviceAccounts: true },
  deployments: { deployments: true },
  "replica-sets": { replicaSets: true },
  jobs: { jobs: true },
  pods: { pods: true },
  nodes: { nodes: true },
};
const allControllers: ControllerOptions = Object.assign({}, ...Object.values(controllerNames), { nodes: 1 });

function controllersOf(lists: readonly string[]): ControllerOptions {
  let options: ControllerOptions = {};
  for (const name of lists.flatMap((list) => list.split(","))) {
    const nodes = /^nodes=(\d{1,4})$/.exec(name)?.[1];
    const found =
      name === "all"
        ? allControllers
        : name === "none"
          ? { namespaces: false, garbageCollection: false }
          : nodes === undefined
            ? controllerNames[name]
            : { nodes: Number(nodes) };
    if (!found) {
      const known = [...Object.keys(controllerNames), "nodes=N", "all", "none"].join(", ");
      throw new UsageError(`--controllers ${JSON.stringify(name)} is no controller: there are ${known}`);
    }
    options = { ...options, ...found };
  }
  return options;
}
