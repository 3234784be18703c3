// Sends the sequences of a corpus to a real kube-apiserver and to testing-fake, and says where the answers differ.
// node --conditions=@kubets/source test-e2e/differential/run.ts [file in corpus ...] [--title <part of a title>]
// [--thorough: all mutations] [--server <file with url, ca and token of a server that runs already>]
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findBinaries } from "../../tooling/kube-apiserver/binaries.ts";
import { startKubeApiServer, type KubeApiServer } from "../../tooling/kube-apiserver/start.ts";
import { compareAll } from "./compare-all.ts";
import { openReal } from "./servers.ts";
import type { Sequence } from "./sequence.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { title: { type: "string" }, thorough: { type: "boolean" }, server: { type: "string" } },
});
const folder = join(import.meta.dirname, "corpus");
const files =
  positionals.length > 0 ? positionals.map((name) => `${name.replace(/\.ts$/, "")}.ts`) : await readdir(folder);

await using cleanUp = new AsyncDisposableStack();
await using real = openReal(await oracle());
async function oracle(): Promise<Pick<KubeApiServer, "url" | "ca" | "token">> {
  if (values.server) return JSON.parse(await readFile(values.server, "utf8")) as KubeApiServer;
  const binaries = await findBinaries();
  if ("missing" in binaries) throw new Error(binaries.missing);
  return cleanUp.use(await startKubeApiServer({ binaries }));
}

interface Corpus {
  readonly sequences: readonly Sequence[];
  readonly thorough?: readonly Sequence[];
}

const all: Sequence[] = [];
for (const file of files.filter((name) => name.endsWith(".ts"))) {
  const { sequences, thorough } = (await import(join(folder, file))) as Corpus;
  all.push(...((values.thorough ? thorough : undefined) ?? sequences));
}
const chosen = all.filter(({ title }) => !values.title || title.includes(values.title));
const { requests, known, varying, unexpected, outdated } = await compareAll(chosen, real);
for (const text of unexpected) console.log(`${text}\n`);
for (const name of varying) console.log(`the real server answers in several ways, as the other did: ${name}`);
for (const name of outdated) console.log(`no difference any more: ${name}`);
console.log(`${requests} requests, ${known} answered differently as is known, ${unexpected.length} otherwise`);
process.exitCode = unexpected.length + outdated.length > 0 ? 1 : 0;
