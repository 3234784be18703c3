import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { text } from "node:stream/consumers";
import type { ConformanceResult } from "@kubets/rest/testing";
import { build } from "esbuild";
import { bunBinary, chromiumBinary, denoBinary, workerdBinary } from "./binaries.ts";
import { startConformanceServer } from "./node-server.ts";

/** What a runtime is started with. */
interface Start {
  /** A folder of its own, which holds the program as `program.js`. */
  readonly folder: string;
  readonly program: string;
  readonly url: string;
  readonly unreachableUrl: string;
}

/** A runtime that runs a program against the conformance server. */
interface Runtime {
  readonly program: "page" | "deno-or-bun" | "worker";
  readonly command: (start: Start) => Promise<readonly [file: string, ...args: string[]]> | [string, ...string[]];
  /** What is to be done once it runs. */
  readonly begin?: (start: Start, child: ChildProcess) => Promise<void>;
}

export type RuntimeName = "Deno" | "Bun" | "workerd" | "Chromium";

const runtimes: Readonly<Record<RuntimeName, Runtime>> = {
  Deno: {
    program: "deno-or-bun",
    command: ({ program, url, unreachableUrl }) => [
      denoBinary(),
      "run",
      "--no-config",
      "--no-lock",
      "--allow-net=127.0.0.1",
      program,
      url,
      unreachableUrl,
    ],
  },
  Bun: {
    program: "deno-or-bun",
    command: ({ program, url, unreachableUrl }) => [bunBinary(), program, url, unreachableUrl],
  },
  workerd: {
    program: "worker",
    async command({ folder }) {
      await writeFile(join(folder, "config.capnp"), workerdConfiguration);
      // Says on which port it listens once it does.
      return [workerdBinary(), "serve", "--control-fd=3", join(folder, "config.capnp")];
    },
    async begin({ url, unreachableUrl }, child) {
      for await (const line of child.stdio[3] as AsyncIterable<Buffer>) {
        const { port } = JSON.parse(line.toString().split("\n")[0] ?? "{}") as { port?: number };
        if (!port) continue;
        const body = JSON.stringify({ url, unreachableUrl });
        await fetch(`http://127.0.0.1:${port}`, { method: "POST", body });
        return;
      }
    },
  },
  Chromium: {
    program: "page",
    async command({ folder, url, unreachableUrl }) {
      const page = `${url}/page?unreachable=${encodeURIComponent(unreachableUrl)}`;
      const quiet = ["--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
      // As root, Chromium has no sandbox; it opens nothing but our page.
      return [await chromiumBinary(folder), ...quiet, "--no-sandbox", `--user-data-dir=${folder}/profile`, page];
    },
  },
};

const workerdConfiguration = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "program.js", esModule = embed "program.js")],
      compatibilityDate = "2026-11-01",
    )),
    (name = "internet", network = (allow = ["private", "public", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;

/** How long a runtime may take for all cases. */
const timeLimitMs = 300_000;

/** Runs the suite in a real runtime and gives what came of each case. Nothing is left behind. */
export async function runInRuntime(name: RuntimeName): Promise<readonly ConformanceResult[]> {
  const runtime = runtimes[name];
  const folder = await mkdtemp(join(tmpdir(), "kubets-conformance-"));
  const program = join(folder, "program.js");
  await bundle(runtime.program, program);
  const { promise, resolve, reject } = Promise.withResolvers<readonly ConformanceResult[]>();
  // Where nobody waits for it yet.
  promise.catch(() => undefined);

  const serve = (request: IncomingMessage, response: ServerResponse): boolean => {
    const [path] = request.url?.split("?") ?? [];
    if (path === "/report") {
      void text(request).then((json) => resolve(JSON.parse(json) as ConformanceResult[]));
      response.end();
    } else if (path === "/page") {
      response.setHeader("content-type", "text/html");
      response.end(`<!doctype html><script type="module">${source}</script>`);
    } else return false;
    return true;
  };
  const source = runtime.program === "page" ? await readFile(program, "utf8") : "";
  await using server = await startConformanceServer({ extra: serve });
  const start = { folder, program, url: server.url, unreachableUrl: server.unreachableUrl };
  const [file, ...args] = await runtime.command(start);
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data: Buffer) => said.push(data.toString()));
  const failed = (what: string): void => reject(new Error(`${name} ${what}: ${said.join("").slice(-4000)}`));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.once("error", (error) => failed(error.message));
  child.once("close", (code) => failed(`ended with ${code} and has not reported`));
  const limit = setTimeout(() => failed(`has not reported after ${timeLimitMs} ms`), timeLimitMs);
  try {
    await runtime.begin?.(start, child);
    return await promise;
  } finally {
    clearTimeout(limit);
    child.kill("SIGKILL");
    await ended;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function bundle(program: Runtime["program"], outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL(`programs/${program}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    format: "esm",
    target: "es2023",
    conditions: ["@kubets/source"],
    logLevel: "silent",
  });
}
