import { expect, it } from "vitest";
import { createFixture, packageRule } from "../fixture.ts";
import { runtime } from "./runtime.ts";

it("finds Node's modules in a universal package, however they are imported", async () => {
  using fixture = createFixture(
    {
      "packages/a/package.json": { name: "@kubets/a", engines: { node: ">=22" } },
      "packages/a/src/index.ts":
        'import fs from "node:fs";\nexport type { Readable } from "stream";\nexport const a = () => import("node:net").then(() => fs);\n',
    },
    { a: packageRule() },
  );
  expect((await runtime.check(fixture.workspace)).findings).toEqual([
    expect.stringContaining("a universal package has no engines"),
    expect.stringContaining("index.ts:1: imports node:fs, which only Node has"),
    expect.stringContaining("index.ts:2: imports stream"),
    expect.stringContaining("index.ts:3: imports node:net"),
  ]);
});

it("asks a Node package for its engine and lets it import Node's modules", async () => {
  using fixture = createFixture(
    { "packages/a/package.json": { name: "@kubets/a" }, "packages/a/src/index.ts": 'import "node:fs";\n' },
    { a: packageRule({ runtime: "node" }) },
  );
  expect((await runtime.check(fixture.workspace)).findings).toEqual([expect.stringContaining("engines.node")]);
});

it("is not fooled by text that looks like an import", async () => {
  using fixture = createFixture(
    {
      "packages/a/package.json": { name: "@kubets/a" },
      "packages/a/src/index.ts": 'export const a = `\nimport fs from "node:fs";\n`;\n// import "node:net"\n',
    },
    { a: packageRule() },
  );
  expect((await runtime.check(fixture.workspace)).findings).toEqual([]);
});
