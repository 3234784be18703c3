import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly "@kubets/source": string }>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Internal packages of which a bundle takes the few functions that it needs, in place of loading the whole. */
const inlined = new Set(["@kubets/rest", "@kubets/jsonpath"]);

/**
 * Bundles a package into its folder `dist/bundle`, as its entries are published. Node takes a third of a millisecond for
 * each module that it loads, and a package of three hundred is to be there within 50 ms.
 *
 * Dependencies stay what they are, but for {@link inlined} ones; what is imported late gets files of its own.
 * The declarations are those that tsc writes to `dist`.
 */
export async function bundlePackage(folder: string): Promise<void> {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const sources = Object.values(manifest.exports).flatMap((entry) =>
    typeof entry === "string" ? [] : [entry["@kubets/source"]],
  );
  const programs = Object.values(manifest.bin ?? {}).map((path) =>
    path.replace(/^\.\/dist\//, "./src/").replace(/\.js$/, ".ts"),
  );
  const outdir = join(folder, "dist/bundle");
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: folder,
    entryPoints: [...sources, ...programs],
    outbase: "src",
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "neutral",
    target: "es2023",
    conditions: ["@kubets/source"],
    external: ["node:*", ...Object.keys(manifest.dependencies ?? {}).filter((name) => !inlined.has(name))],
    sourcemap: true,
    logLevel: "warning",
  });
  for (const source of sources) {
    const name = source.replace(/^\.\/src\//, "").replace(/\.ts$/, "");
    writeFileSync(join(outdir, `${name}.d.ts`), `export * from "../${name}.js";\n`);
  }
}
