import { expect, it } from "vitest";
import { createFixture } from "../fixture.ts";
import { importsDeclared } from "./imports-declared.ts";

it("finds an import that nothing declares and a declaration that nothing imports", async () => {
  using fixture = createFixture({
    "packages/a/package.json": { name: "@kubets/a", dependencies: { "@kubets/unused": "*", got: "1" } },
    "packages/a/src/index.ts":
      'import got from "got";\nexport type { B } from "@kubets/b/sub";\nexport const a = got;\n',
    "packages/a/src/index.test.ts": 'import "vitest";\n',
  });
  expect((await importsDeclared.check(fixture.workspace)).findings).toEqual([
    "packages/a/src/index.ts:2: imports @kubets/b; declare it in packages/a/package.json",
    expect.stringContaining("nothing imports @kubets/unused"),
  ]);
});
