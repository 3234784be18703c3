import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Exec } from "@kubets/clientcmd";

/** A real program that a test writes, and what it left behind. */
export interface TestPlugin extends Disposable {
  readonly directory: string;
  readonly exec: Exec & Required<Pick<Exec, "command" | "apiVersion" | "interactiveMode">>;
  /** What each run was given as KUBERNETES_EXEC_INFO, in order. */
  readonly runs: readonly unknown[];
  /** Changes what the next run does. */
  write(script: string): void;
}

/** For scripts: prints an ExecCredential with a status. */
const prelude = `
import { appendFileSync } from "node:fs";
appendFileSync(new URL("./runs", import.meta.url), process.env.KUBERNETES_EXEC_INFO + "\\n");
const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
const print = (status) => console.log(JSON.stringify({ kind: "ExecCredential", apiVersion: info.apiVersion, status }));
`;

/** Writes a credential plugin: a script of Node that may call `print(status)`. */
export function createPlugin(script: string, exec: Partial<Exec> = {}): TestPlugin {
  const directory = mkdtempSync(join(tmpdir(), "plugin-"));
  const file = join(directory, "plugin.mjs");
  const write = (text: string): void => writeFileSync(file, prelude + text);
  writeFileSync(join(directory, "runs"), "");
  write(script);
  return {
    directory,
    exec: {
      command: process.execPath,
      args: [file],
      apiVersion: "client.authentication.k8s.io/v1",
      interactiveMode: "Never",
      ...exec,
    },
    get runs() {
      const lines = readFileSync(join(directory, "runs"), "utf8").trim().split("\n").filter(Boolean);
      return lines.map((line): unknown => JSON.parse(line));
    },
    write,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true }),
  };
}
