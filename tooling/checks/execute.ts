import { spawn } from "node:child_process";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

const binaries = fileURLToPath(new URL("../../node_modules/.bin", import.meta.url));

/** Runs a tool of the workspace and keeps what it says, both streams in order. Never rejects for a failing tool. */
export function execute(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number; readonly output: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ code: number; output: string }>();
  const PATH = `${binaries}${delimiter}${process.env["PATH"] ?? ""}`;
  const child = spawn(command, args, {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, PATH, NO_COLOR: "1" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  child.on("error", reject);
  // Some tools colour their output whatever they are told.
  child.on("close", (code) => resolve({ code: code ?? 1, output: stripVTControlCharacters(output) }));
  return promise;
}
