import { parseArgs } from "node:util";

/** How the command line is used. */
export const help = `Types and descriptors of Kubernetes resources, in TypeScript.

Usage
  kubets-codegen crd <file|folder…> --out <folder>
      From CustomResourceDefinitions in YAML or JSON, one file a group version. Of a folder its .yaml, .yml and .json
      files are read that have any; "-" is standard input. "--crd <file|folder>" says the same.
  kubets-codegen --from-cluster [group|name…] --out <folder>
      From the CustomResourceDefinitions of the cluster that kubectl would use: of these groups (demo.kubets.dev) or
      names (websites.demo.kubets.dev), else all of them.
  kubets-codegen openapi <folder> [--discovery <file>…] --out <folder>
      From a folder of OpenAPI v3 documents, and aggregated discovery for the descriptors.

Options
  --out <folder>               where to write; made where it is missing
  --check                      write nothing; fail where a file is not up to date
  --kubeconfig <file>          --from-cluster: in place of the one that kubectl finds
  --context <name>             --from-cluster: in place of the current one
  --discovery <file>           openapi: what a server answers on /api or /apis; give both
  --import-extension .js|.ts   how imports between the files end; .js unless given
  --help, --version`;

/** What is asked for: one of the three sources, and what to do with what comes of it. */
export type Run = { readonly out: string; readonly check: boolean; readonly importExtension: ".js" | ".ts" } & (
  | { readonly source: "crd"; readonly paths: readonly string[] }
  | ({ readonly source: "cluster" } & ClusterSource)
  | { readonly source: "openapi"; readonly folder: string; readonly discovery: readonly string[] }
);

/** Which cluster, and which of its CRDs. */
export interface ClusterSource {
  /** Groups or names of CRDs; empty for all. */
  readonly wanted: readonly string[];
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** Reads the arguments of a command line. Throws an Error that says what is wrong with them. */
export function readArguments(args: readonly string[]): Run | "help" | "version" {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      out: { type: "string" },
      check: { type: "boolean", default: false },
      crd: { type: "string", multiple: true, default: [] },
      "from-cluster": { type: "boolean", default: false },
      kubeconfig: { type: "string" },
      context: { type: "string" },
      discovery: { type: "string", multiple: true, default: [] },
      "import-extension": { type: "string", default: ".js" },
      help: { type: "boolean", short: "h", default: false },
      version: { type: "boolean", short: "v", default: false },
    },
  });
  if (values.help || args.length === 0) return "help";
  if (values.version) return "version";
  const { crd, discovery, kubeconfig, context } = values;
  const fromCluster = values["from-cluster"];

  const named = positionals[0] === "crd" || positionals[0] === "openapi" ? positionals[0] : undefined;
  const inputs = named === undefined ? positionals : positionals.slice(1);
  const command = named ?? (fromCluster || crd.length > 0 ? "crd" : undefined);
  if (command === undefined) {
    const given = positionals[0] === undefined ? "No command" : `No command "${positionals[0]}"`;
    throw new Error(`${given}: give "crd", "openapi" or --from-cluster.`);
  }
  const isFor = (option: string, given: boolean, fits: boolean, source: string): void => {
    if (given && !fits) throw new Error(`${option} is for ${source} alone.`);
  };
  if (fromCluster && (command === "openapi" || crd.length > 0))
    throw new Error("Give --from-cluster or files, not both.");
  isFor("--kubeconfig", kubeconfig !== undefined, fromCluster, "--from-cluster");
  isFor("--context", context !== undefined, fromCluster, "--from-cluster");
  isFor("--crd", crd.length > 0, command === "crd", "CRDs");
  isFor("--discovery", discovery.length > 0, command === "openapi", '"openapi"');

  const paths = [...crd, ...inputs];
  if (command === "crd" && !fromCluster && paths.length === 0) {
    throw new Error("No file: name the CRDs, - for standard input, or give --from-cluster.");
  }
  const [folder, ...more] = inputs;
  if (command === "openapi" && (folder === undefined || more.length > 0)) {
    throw new Error("Give one folder of OpenAPI v3 documents.");
  }
  if (values.out === undefined) throw new Error("No --out: say which folder to write to.");
  const importExtension = values["import-extension"];
  if (importExtension !== ".js" && importExtension !== ".ts") {
    throw new Error(`--import-extension is "${importExtension}": it must be .js or .ts.`);
  }
  const shared = { out: values.out, check: values.check, importExtension } as const;
  if (fromCluster) return { ...shared, source: "cluster", wanted: inputs, kubeconfig, context };
  return command === "crd"
    ? { ...shared, source: "crd", paths }
    : { ...shared, source: "openapi", folder: folder ?? "", discovery };
}
