import { fileURLToPath } from "node:url";
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
