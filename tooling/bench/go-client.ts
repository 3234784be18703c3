import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Measured } from "./child.ts";
import type { BenchServer } from "./server.ts";

/** client-go, built from the program beside this file. */
export interface GoClient extends AsyncDisposable {
  /** A process of its own, which keeps its connections between two commands: `get typed 500 50`. */
  start(server: Pick<BenchServer, "url" | "ca">): Promise<GoProcess>;
}

export interface GoProcess extends Disposable {
  run(command: string): Promise<Measured>;
}

/** Builds the program in a folder beside this file; nothing, and a line that says so, where there is no Go. */
export async function buildGoClient(name = "go-client"): Promise<GoClient | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "kubets-go-client-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const program = join(folder, "go-client");
  try {
    const cwd = fileURLToPath(new URL(name, import.meta.url));
    await promisify(execFile)("go", ["build", "-o", program, "."], { cwd });
  } catch (error) {
    const [reason = ""] = (error as Error).message.split("\n");
    console.log(`  client-go is left out: ${reason}`);
    await remove();
    return undefined;
  }
  return {
    async start({ url, ca }) {
      const caFile = join(folder, "ca.pem");
      await writeFile(caFile, ca);
      const child = spawn(program, [url, caFile], { stdio: ["pipe", "pipe", "inherit"] });
      const lines = createInterface({ input: child.stdout });
      const ended = once(child, "exit").then(() => Promise.reject(new Error("client-go ended")));
      ended.catch(() => undefined);
      return {
        async run(command) {
          const line = once(lines, "line");
          child.stdin.write(`${command}\n`);
          const [text] = (await Promise.race([line, ended])) as [string];
          return JSON.parse(text) as Measured;
        },
        [Symbol.dispose]: () => child.stdin.end(),
      };
    },
    [Symbol.asyncDispose]: remove,
  };
}
