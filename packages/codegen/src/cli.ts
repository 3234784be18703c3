import { basename } from "node:path";
import { parseArgs } from "node:util";
import { isKubernetesError } from "@kubets/apimachinery";
import { changedFiles, readDocument, readFolder, writeFiles } from "./files.ts";
import { generateFromCrds, generateFromOpenApi } from "./generate.ts";
import type { GeneratedFile } from "./model.ts";

/** What the command line needs of the process around it. */
export interface CliContext {
  /** Prints a line to standard output. */
  out(line: string): void;
  /** Prints a line to standard error, as an error. */
  error(line: string): void;
  /** All of standard input. */
  stdin(): string;
  readonly version: string;
}

export const help = `Types and descriptors of Kubernetes resources, in TypeScript.

Usage
  kubets-codegen crd <file…> --out <folder>
      From CustomResourceDefinitions in YAML or JSON, one file a group version.
      "-" reads standard input: kubectl get crd -o yaml | kubets-codegen crd - --out src/gen
  kubets-codegen openapi <folder> [--discovery <file>…] --out <folder>
      From a folder of OpenAPI v3 documents, and aggregated discovery for the descriptors.

Options
  --out <folder>               where to write; made where it is missing
  --check                      write nothing; fail where a file is not up to date
  --discovery <file>           openapi: what a server answers on /api or /apis; give both
  --import-extension .js|.ts   openapi: how imports between the files end; .js unless given
  --help, --version`;

/** Runs the command line; the exit code: 0 done, 1 failed, 2 called wrongly. Nothing is thrown for a user's mistake. */
export function runCli(args: readonly string[], context: CliContext): number {
  let options: Options;
  try {
    options = readArguments(args);
  } catch (error) {
    context.error((error as Error).message);
    context.out("See kubets-codegen --help.");
    return 2;
  }
  if (options.command === "help" || options.command === "version") {
    context.out(options.command === "help" ? help : context.version);
    return 0;
  }
  try {
    const files = options.command === "crd" ? fromCrds(options.inputs, context) : fromOpenApi(options);
    return options.check ? check(options.out, files, context) : write(options.out, files, context);
  } catch (error) {
    if (!isKubernetesError(error)) throw error;
    context.error(error.message);
    return 1;
  }
}

interface Run {
  readonly command: "crd" | "openapi";
  readonly inputs: readonly string[];
  readonly out: string;
  readonly check: boolean;
  readonly discovery: readonly string[];
  readonly importExtension: ".js" | ".ts";
}

type Options = Run | { readonly command: "help" } | { readonly command: "version" };

function readArguments(args: readonly string[]): Options {
  // Credentials and clusters are kubectl's business; this program reads files.
  if (args.includes("--from-cluster")) {
    throw new Error(
      "No --from-cluster: pipe what the cluster has, kubectl get crd -o yaml | kubets-codegen crd - --out …",
    );
  }
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      out: { type: "string" },
      check: { type: "boolean", default: false },
      discovery: { type: "string", multiple: true, default: [] },
      "import-extension": { type: "string", default: ".js" },
      help: { type: "boolean", short: "h", default: false },
      version: { type: "boolean", short: "v", default: false },
    },
  });
  const [command, ...inputs] = positionals;
  if (values.help || args.length === 0) return { command: "help" };
  if (values.version) return { command: "version" };
  if (command !== "crd" && command !== "openapi") {
    throw new Error(`${command === undefined ? "No command" : `No command "${command}"`}: give "crd" or "openapi".`);
  }
  if (command === "crd" && inputs.length === 0) throw new Error("No file: name the CRDs, or - for standard input.");
  if (command === "openapi" && inputs.length !== 1) throw new Error("Give one folder of OpenAPI v3 documents.");
  if (values.out === undefined) throw new Error("No --out: say which folder to write to.");
  const importExtension = values["import-extension"];
  if (importExtension !== ".js" && importExtension !== ".ts") {
    throw new Error(`--import-extension is "${importExtension}": it must be .js or .ts.`);
  }
  return { command, inputs, out: values.out, check: values.check, discovery: values.discovery, importExtension };
}

function fromCrds(inputs: readonly string[], context: CliContext): GeneratedFile[] {
  const documents = inputs.map((path) =>
    path === "-" ? { name: "standard input", text: context.stdin() } : readDocument(path),
  );
  // Names without folders: the same output wherever the command is run from.
  const names = documents.map(({ name }) => basename(name).replaceAll(/\s/g, " ")).join(", ");
  return generateFromCrds(documents, { origin: `kubets-codegen from ${names}` });
}

function fromOpenApi({ inputs, discovery, importExtension }: Run): GeneratedFile[] {
  const sources = { documents: inputs.flatMap(readFolder), discovery: discovery.map(readDocument) };
  return generateFromOpenApi(sources, { origin: "kubets-codegen", importExtension });
}

function write(out: string, files: readonly GeneratedFile[], context: CliContext): number {
  const written = writeFiles(out, files);
  for (const path of written) context.out(`wrote ${path}`);
  if (written.length === 0) context.out(`${out} is up to date.`);
  return 0;
}

function check(out: string, files: readonly GeneratedFile[], context: CliContext): number {
  const changed = changedFiles(out, files);
  if (changed.length === 0) {
    context.out(`${out} is up to date.`);
    return 0;
  }
  for (const { path } of changed) context.error(`${path} is not up to date; run the same command without --check.`);
  return 1;
}
