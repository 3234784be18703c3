import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { createFixture, packageRule } from "../fixture.ts";
import { bundleSize, gzippedSize } from "./bundle-size.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

it("counts the bytes of a bundle", async () => {
  expect(await gzippedSize({ root }, 'console.log("a");')).toBeLessThan(60);
});

it("rejects a bundle that needs Node", async () => {
  await expect(gzippedSize({ root }, 'import "node:fs";')).rejects.toThrow("node:fs");
});

it("asks every universal package for a budget", async () => {
  using fixture = createFixture({ "packages/a/package.json": { name: "@kubets/a" } }, { a: packageRule() });
  const { findings } = await bundleSize.check(fixture.workspace);
  expect(findings).toContainEqual(expect.stringContaining("a has no budget"));
});
