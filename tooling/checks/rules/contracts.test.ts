import { expect, it } from "vitest";
import { createFixture } from "../fixture.ts";
import { contracts } from "./contracts.ts";

const table =
  "| row | capability | what must hold | not applicable |\n|---|---|---|---|\n| F001 | config | holds | |\n| F002 | old | held | nobody has it |\n";

it("finds a test that names a row which is not there, or does not apply", async () => {
  using fixture = createFixture({
    "tooling/contracts.md": table,
    "packages/a/src/a.test.ts": 'it("does (F001)", () => {});\nit.each([1])("does not (F001–F003)", () => {});\n',
  });
  const { findings, notes } = await contracts.check(fixture.workspace);
  expect(findings).toEqual([
    expect.stringContaining("a.test.ts:2: names F002, which does not apply: nobody has it"),
    expect.stringContaining("a.test.ts:2: names F003, which tooling/contracts.md does not have"),
  ]);
  expect(notes).toEqual(["1 of 2 rows have a test"]);
});
