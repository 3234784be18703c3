import { basename } from "node:path";
import { isKubernetesError } from "@kubets/apimachinery";
import { help, readArguments, type ClusterSource, type Run } from "./arguments.ts";
import { changedFiles, readCrdFiles, readDocument, readFolder, writeFiles } from "./files.ts";
import { generateFromCrds, generateFromOpenApi } from "./generate.ts";
import type { GeneratedFile, SourceDocument } from "./model.ts";

/** What the command line needs of the process around it. */
export interface CliContext {
  /** Prints a line to standard output. */
  out(line: string): void;
  /** Prints a line to standard error, as an error. */
  error(line: string): void;
  /** All of standard input. */
  stdin(): string;
  /** The CRDs of a cluster. */
  cluster(source: ClusterSource): Promise<SourceDocument>;
  readonly version: string;
}

/**
 * Runs the command line; the exit code: 0 done, 1 failed, 2 called wrongly. Rejects for no mistake of a user, nor of a
 * cluster.
 */
export async function runCli(args: readonly string[], context: CliContext): Promise<number> {
  let run: Run | "help" | "version";
  try {
    run = readArguments(args);
  } catch (error) {
    context.error((error as Error).message);
    context.out("See kubets-codegen --help.");
    return 2;
  }
  if (run === "help" || run === "version") {
    context.out(run === "help" ? help : context.version);
    return 0;
  }
  try {
    const files = await generate(run, context);
    return run.check ? check(run.out, files, context) : write(run.out, files, context);
  } catch (error) {
    if (!isKubernetesError(error)) throw error;
    context.error(error.message);
    return 1;
  }
}

async function generate(run: Run, context: CliContext): Promise<GeneratedFile[]> {
  const { importExtension } = run;
  switch (run.source) {
    case "crd": {
      const documents = run.paths.flatMap((path) =>
        path === "-" ? [{ name: "standard input", text: context.stdin() }] : readCrdFiles(path),
      );
      // Names without folders: the same output wherever the command is run from.
      const names = run.paths.map((path) => (path === "-" ? "standard input" : basename(path).replaceAll(/\s/g, " ")));
      return generateFromCrds(documents, { origin: `kubets-codegen from ${names.join(", ")}`, importExtension });
    }
    case "cluster":
      // Not which one: the same CRDs give the same files.
      return generateFromCrds([await context.cluster(run)], {
        origin: "kubets-codegen from a cluster",
        importExtension,
      });
    case "openapi":
      break;
  }
  const sources = { documents: readFolder(run.folder), discovery: run.discovery.map(readDocument) };
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
