import { spawn } from "node:child_process";
import {
  cpSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { GenerateStep } from "../generate/step.ts";

/** What an `oracle.json` says of the Go program beside it; paths from the repository's root. */
export type OracleFile =
  | {
      /** Files that are the program's output, each with the arguments that make it print them. */
      readonly prints: Readonly<Record<string, readonly string[]>>;
    }
  | {
      /** The program's one argument: a folder of questions, in which it writes its answers. */
      readonly folder: string;
      /** The files of the folder that are answers. */
      readonly writes: readonly string[];
    };

/** Runs a program and gives what it prints to `output`. Rejects with what it said where it fails. */
export type RunProgram = (
  command: readonly string[],
  options: { readonly cwd: string; readonly output?: string },
) => Promise<void>;

/** Every oracle in a folder of oracles, as steps whose outputs are the answers. */
export function findOracles(folder: string, root: string, run: RunProgram = runProgram): readonly GenerateStep[] {
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "go.mod")));
  return names.toSorted().map((name) => openOracle(join(folder, name), root, run));
}

function openOracle(folder: string, root: string, run: RunProgram): GenerateStep {
  const name = basename(folder);
  const file = join(folder, "oracle.json");
  if (!existsSync(file)) {
    const missing = new Error("there is no oracle.json beside it; see tooling/oracles/README.md");
    return { name, outputs: [], generate: () => Promise.reject(missing) };
  }
  const oracle = JSON.parse(readFileSync(file, "utf8")) as OracleFile;
  if ("prints" in oracle) {
    return {
      name,
      outputs: Object.keys(oracle.prints),
      async generate(outDir) {
        for (const [path, args] of Object.entries(oracle.prints)) {
          const output = join(outDir, path);
          mkdirSync(dirname(output), { recursive: true });
          await run(["go", "run", ".", ...args], { cwd: folder, output });
        }
      },
    };
  }
  return {
    name,
    outputs: oracle.writes.map((answer) => `${oracle.folder}/${answer}`),
    async generate(outDir) {
      // On a copy without the answers: a program that no longer gives one is seen.
      const copy = mkdtempSync(join(tmpdir(), "kubets-oracle-"));
      try {
        cpSync(join(root, oracle.folder), copy, { recursive: true });
        for (const answer of oracle.writes) rmSync(join(copy, answer), { force: true });
        await run(["go", "run", ".", copy], { cwd: folder });
        for (const answer of oracle.writes) cpSync(join(copy, answer), join(outDir, oracle.folder, answer));
      } finally {
        rmSync(copy, { recursive: true });
      }
    },
  };
}

/** Runs a program as {@link RunProgram} says. */
export async function runProgram(...[[command = "", ...args], { cwd, output }]: Parameters<RunProgram>): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const ended = Promise.withResolvers<number | null>();
  child.on("close", ended.resolve).on("error", (cause) => {
    ended.reject(new Error(`${command} cannot be run: is it installed?`, { cause }));
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const printed = output === undefined ? child.stdout.resume() : pipeline(child.stdout, createWriteStream(output));
  const [code] = await Promise.all([ended.promise, printed]);
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} in ${cwd} ended with ${code}: ${said.trim()}`);
}
