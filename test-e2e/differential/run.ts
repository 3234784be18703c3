// Sends the sequences of a corpus to a real kube-apiserver and to testing-fake, and says where the answers differ.
// node --conditions=@kubets/source test-e2e/differential/run.ts [file in corpus ...] [--title <part of a title>]
// [--server <file with url, ca and token of a server that runs already>]
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findBinaries } from "../../tooling/kube-apiserver/binaries.ts";
import { startKubeApiServer, type KubeApiServer } from "../../tooling/kube-apiserver/start.ts";
import { compareSequence } from "./compare.ts";
import { openFake, openReal } from "./servers.ts";
import type { Sequence } from "./sequence.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { title: { type: "string" }, server: { type: "string" } },
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

let requests = 0;
let differences = 0;
for (const file of files.filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))) {
  const { sequences } = (await import(join(folder, file))) as { sequences: readonly Sequence[] };
  for (const sequence of sequences) {
    if (values.title && !sequence.title.includes(values.title)) continue;
    requests += sequence.requests.length;
    await using fake = openFake();
    for (const difference of await compareSequence(sequence, real, fake)) {
      differences++;
      console.log(`${file}: ${sequence.title}\n${difference.text}\n`);
    }
  }
}
console.log(`${requests} requests, ${differences} of them answered differently`);
process.exitCode = differences > 0 ? 1 : 0;
