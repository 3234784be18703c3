import { expect, it } from "vitest";
import { createFixture, packageRule } from "../fixture.ts";
import { packed } from "./packed.ts";

it("finds what should not be packed and what a resolver cannot find", { timeout: 300_000 }, async () => {
  using fixture = createFixture(
    {
      "pnpm-workspace.yaml": "packages: [packages/*]\n",
      "packages/a/package.json": {
        name: "@kubets/a",
        version: "1.0.0",
        type: "module",
        files: ["dist"],
        exports: { ".": { "@kubets/source": "./src/index.ts", default: "./dist/index.js" } },
      },
      "packages/a/dist/index.test.js": "export {};\n",
    },
    { a: packageRule() },
  );
  const { findings } = await packed.check(fixture.workspace);
  expect(findings).toEqual(
    expect.arrayContaining([
      expect.stringContaining("packs dist/index.test.js, which nobody needs"),
      expect.stringContaining("packs no README.md"),
      expect.stringContaining("still says @kubets/source"),
      expect.stringContaining("publint:"),
    ]),
  );
});
