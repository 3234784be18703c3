import { expect, it } from "vitest";
import { createFixture, packageRule } from "../fixture.ts";
import { packageShape } from "./package-shape.ts";

const manifest = {
  name: "@kubets/a",
  description: "kubets: a",
  license: "Apache-2.0",
  type: "module",
  sideEffects: false,
  files: ["dist"],
  repository: { directory: "packages/a" },
  exports: {
    ".": { "@kubets/source": "./src/index.ts", default: "./dist/index.js" },
    "./package.json": "./package.json",
  },
  publishConfig: { exports: { ".": "./dist/index.js", "./package.json": "./package.json" } },
};
const files = (change: object): Record<string, string | object> => ({
  "packages/a/package.json": { ...manifest, ...change },
  "packages/a/src/index.ts": "export {};\n",
  "packages/a/README.md": "# a\n\n```ts\n```\n",
});

it("accepts the common shape", async () => {
  using fixture = createFixture(files({}), { a: packageRule() });
  expect((await packageShape.check(fixture.workspace)).findings).toEqual([]);
});

it("finds a published condition, an unlisted entry and a missing field", async () => {
  const exports = {
    ...manifest.exports,
    "./extra": { "@kubets/source": "./src/extra.ts", default: "./dist/extra.js" },
  };
  const publishConfig = { exports: { ...manifest.publishConfig.exports, "./extra": "./src/extra.ts" } };
  using fixture = createFixture(files({ exports, publishConfig, sideEffects: true }), { a: packageRule() });
  expect((await packageShape.check(fixture.workspace)).findings).toEqual([
    expect.stringContaining("sideEffects"),
    expect.stringContaining('entry "./extra" is not in tooling/checks/packages.ts'),
    expect.stringContaining("no file ./src/extra.ts"),
    expect.stringContaining('publishConfig.exports["./extra"] is "./dist/extra.js"'),
  ]);
});

it("accepts a package that is published as a bundle, and finds one that would be published without", async () => {
  const exports = {
    ".": {
      "@kubets/source": "./src/index.ts",
      "@kubets/bundled": "./dist/bundle/index.js",
      default: "./dist/index.js",
    },
  };
  const bundle = {
    publishConfig: { exports: { ".": "./dist/bundle/index.js" } },
    files: ["dist/**/*.d.ts", "dist/bundle"],
  };
  const scripts = { prepack: "node ../../tooling/bundle/run.ts" };
  using good = createFixture(files({ exports, ...bundle, scripts }), { a: packageRule() });
  expect((await packageShape.check(good.workspace)).findings).toEqual([]);
  const publishConfig = { exports: { ".": "./dist/index.js" } };
  using bad = createFixture(files({ exports, publishConfig }), { a: packageRule() });
  expect((await packageShape.check(bad.workspace)).findings).toEqual([
    expect.stringContaining('files is ["dist/**/*.d.ts", "dist/bundle"]'),
    expect.stringContaining("scripts.prepack"),
    expect.stringContaining('publishConfig.exports["."] is "./dist/bundle/index.js"'),
  ]);
});

it("finds a README that shows no code early", async () => {
  using fixture = createFixture({ ...files({}), "packages/a/README.md": "# a\n" }, { a: packageRule() });
  expect((await packageShape.check(fixture.workspace)).findings).toEqual([
    expect.stringContaining("before its line 25"),
  ]);
});
