import { expect, it } from "vitest";
import { createFixture, packageRule } from "../fixture.ts";
import { missingDocs } from "./missing-docs.ts";

const entry = { "@kubets/source": "./src/index.ts", default: "./dist/index.js" };

it("finds exports without a doc comment, through re-exports", async () => {
  using fixture = createFixture(
    {
      "packages/a/package.json": { name: "@kubets/a", exports: { ".": entry } },
      "packages/a/src/index.ts": 'export { described, bare as renamed, type Options } from "./a.ts";\n',
      "packages/a/src/a.ts":
        "/** Says something. */\nexport const described = 1;\n\n// Not a doc comment.\nexport function bare(): void {}\n/** For the blank line's sake. */\n\nexport interface Options {}\n",
    },
    { a: packageRule() },
  );
  expect((await missingDocs.check(fixture.workspace)).findings).toEqual([
    expect.stringContaining("packages/a/src/a.ts:5: bare has no doc comment"),
  ]);
});
