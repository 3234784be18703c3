#!/usr/bin/env node
import { main } from "./cli.ts";

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stop.abort(signal));

const { stdout, stderr, env } = process;
// Nobody reads any more: it ends as if it were told to, and takes its temporary files along.
for (const stream of [stdout, stderr]) stream.on("error", () => stop.abort("SIGPIPE"));
process.exitCode = await main(process.argv.slice(2), { stdout, stderr, env, signal: stop.signal });
