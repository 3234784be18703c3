import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, it } from "vitest";

/** The minified bundle of a program, for a browser. */
async function bundle(program: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL("./", import.meta.url)), loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    conditions: ["@kubets/source"],
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

it("a program that uses one descriptor carries that one alone: less than 400 bytes", async () => {
  const text = await bundle('import { pods } from "@kubets/kubernetes/core/v1"; console.log(pods);');
  expect(text).toContain('resource:"pods"');
  expect(text).not.toContain("configmaps");
  expect(text.length).toBeLessThan(400);
});

it("a program that uses types alone carries nothing", async () => {
  const program = 'import type { Pod } from "@kubets/kubernetes/core/v1"; export const name = (pod: Pod) => pod.kind;';
  expect(await bundle(program)).not.toContain("group");
});

it("all descriptors together are less than 2,500 bytes gzipped", async () => {
  const gen = fileURLToPath(new URL("./gen/", import.meta.url));
  const imports: string[] = [];
  const names: string[] = [];
  for (const path of globSync("*/*.ts", { cwd: gen }).toSorted()) {
    const module = (await import(/* @vite-ignore */ `${gen}${path}`)) as object;
    const renamed = Object.keys(module).map((name) => `${name} as ${(names.push(`_${names.length}`), names.at(-1))}`);
    imports.push(`import { ${renamed.join(", ")} } from "@kubets/kubernetes/${path.slice(0, -".ts".length)}";`);
  }
  expect(names.length).toBe(100);
  const text = await bundle(`${imports.join("\n")}\nconsole.log(${names.join(", ")});`);
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(2500);
});

it("all group versions for a clientset are less than 3,000 bytes gzipped, names included", async () => {
  const text = await bundle('import { allGroups } from "@kubets/kubernetes/all"; console.log(allGroups);');
  expect(text).toContain("storageclasses");
  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(3000);
});
