#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { styleText } from "node:util";
import { runCli } from "./cli.ts";
import { readCrdsOfCluster } from "./cluster.ts";

const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as { version: string };

try {
  process.exitCode = await runCli(process.argv.slice(2), {
    out: (line) => console.log(line),
    error: printError,
    stdin: () => readFileSync(0, "utf8"),
    cluster: readCrdsOfCluster,
    version: manifest.version,
  });
} catch (error) {
  printError(`${error instanceof Error ? error.message : String(error)}; this is a defect of kubets-codegen`);
  process.exitCode = 1;
}

function printError(line: string): void {
  console.error(`${styleText("red", "error", { stream: process.stderr })}: ${line}`);
}
