import { expect, it } from "vitest";
import { createFixture } from "../fixture.ts";
import { noExportStar } from "./no-export-star.ts";

it("finds export * and export * as", async () => {
  using fixture = createFixture({
    "packages/a/src/index.ts": 'export { a } from "./a.ts";\nexport * from "./b.ts";\nexport * as c from "./c.ts";\n',
  });
  expect((await noExportStar.check(fixture.workspace)).findings).toEqual([
    expect.stringContaining('index.ts:2: export * from "./b.ts"'),
    expect.stringContaining("index.ts:3: "),
  ]);
});
