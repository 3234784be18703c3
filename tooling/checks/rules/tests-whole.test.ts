import { expect, it } from "vitest";
import { createFixture } from "../fixture.ts";
import { testsWhole } from "./tests-whole.ts";

it("finds tests that are skipped, postponed or run alone", async () => {
  using fixture = createFixture({
    "packages/a/src/a.test.ts":
      'it.skip("a", () => {});\nit("b", () => {});\ndescribe.only("c", () => {});\ntest.concurrent.todo("d");\nit.skipIf(x)("e", f);\n',
  });
  expect((await testsWhole.check(fixture.workspace)).findings).toEqual([
    expect.stringContaining("a.test.ts:1: it.skip"),
    expect.stringContaining("a.test.ts:3: describe.only"),
    expect.stringContaining("a.test.ts:4: test.concurrent.todo"),
    expect.stringContaining("a.test.ts:5: it.skipIf"),
  ]);
});
