import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Answer, Case } from "../../../packages/clientcmd/src/testing/client-go.ts";

/** What the YAML library of kubectl makes of a text; `anyOf` where that differs from run to run. */
export interface YamlAnswer {
  readonly json?: unknown;
  readonly anyOf?: readonly unknown[];
  readonly error?: string;
}

/** The Go program beside this file, answering. */
export interface GoAnswers extends AsyncDisposable {
  kubeconfig(question: Case): Promise<Answer>;
  yaml(text: string): Promise<YamlAnswer>;
  /** How the value is written as YAML. */
  written(value: unknown): Promise<string>;
}

/** Starts the program. It answers one question at a time, in order. */
export function startGoAnswers(): GoAnswers {
  const cwd = fileURLToPath(new URL(".", import.meta.url));
  const program = spawn("go", ["run", ".", "-"], { cwd, stdio: ["pipe", "pipe", "inherit"] });
  const ended = Promise.withResolvers<never>();
  ended.promise.catch(() => undefined);
  program.once("error", ended.reject);
  program.once("close", (code) => ended.reject(new Error(`the Go program ended with ${code}`)));
  const lines = createInterface({ input: program.stdout })[Symbol.asyncIterator]();
  const ask = async (question: object): Promise<unknown> => {
    program.stdin.write(`${JSON.stringify(question)}\n`);
    const { value } = await Promise.race([lines.next(), ended.promise]);
    if (value === undefined) return ended.promise;
    return JSON.parse(value);
  };
  return {
    kubeconfig: async (question) => (await ask({ kubeconfig: question })) as Answer,
    yaml: async (text) => (await ask({ yaml: text })) as YamlAnswer,
    written: async (value) => ((await ask({ written: value })) as { written: string }).written,
    async [Symbol.asyncDispose]() {
      program.stdin.end();
      await ended.promise.catch(() => undefined);
    },
  };
}
