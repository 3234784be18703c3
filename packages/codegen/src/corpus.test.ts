import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateFromCrds } from "./generate.ts";
import { readCorpus, type CorpusObject } from "./testing/corpus.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const { documents, crds, valid, invalid } = readCorpus();
const files = generateFromCrds(documents, { origin: "the corpus" });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubets-corpus-"));
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    module: "nodenext",
    target: "esnext",
    types: [],
    allowImportingTsExtensions: true,
    paths: { "@kubets/apimachinery": [join(root, "packages/apimachinery/src/index.ts")] },
  };
  await put("tsconfig.json", JSON.stringify({ compilerOptions, files: ["objects.ts"] }));
  await put("package.json", '{ "type": "module" }');
  for (const { path, text } of files) await put(path, text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function put(name: string, text: string): Promise<void> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** What the compiler says of a file; empty where it compiles. */
async function compile(lines: readonly string[]): Promise<string> {
  await put("objects.ts", lines.join("\n"));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  return promisify(execFile)(process.execPath, [tsc, "--pretty", "false", "-p", folder]).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  );
}

const modules = [...new Set([...valid, ...invalid].map(({ apiVersion }) => apiVersion))];
const imports = [
  ...modules.map((path, index) => `import type * as m${index} from "./${path}.ts";`),
  ...modules.map((path, index) => `import * as d${index} from "./${path}.ts"; void d${index};`),
];
const line = (object: CorpusObject): string =>
  `void (${JSON.stringify(object)} satisfies m${modules.indexOf(object.apiVersion)}.${object.kind});`;

describe("CRDs of the shapes of well-known projects", () => {
  it("are at least twenty, each with an object that fits and one that does not", () => {
    expect(crds.length).toBeGreaterThanOrEqual(20);
    for (const objects of [valid, invalid]) {
      expect(new Set(objects.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).size).toBe(crds.length);
    }
  });

  it("give types that compile, take every object that fits and refuse every other one", async () => {
    const refused = invalid.flatMap((object) => ["// @ts-expect-error", line(object)]);
    expect(await compile([...imports, ...valid.map(line), ...refused])).toBe("");
  }, 60_000);

  it("are told apart by their types: an object of one is none of another", async () => {
    const [first, second] = valid.filter(({ kind }) => kind === "Rollout" || kind === "Kafka");
    if (!first || !second) throw new Error("the corpus has neither");
    const said = await compile([...imports, line({ ...first, kind: second.kind, apiVersion: second.apiVersion })]);
    expect(said).toMatch(/objects\.ts\(\d+,\d+\): error TS/);
  }, 60_000);
});
