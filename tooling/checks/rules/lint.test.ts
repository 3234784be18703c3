import { expect, it } from "vitest";
import { createFixture } from "../fixture.ts";
import { lint } from "./lint.ts";

it("names the line that breaks a rule", async () => {
  using fixture = createFixture({
    ".oxlintrc.json": { rules: { "no-debugger": "error" } },
    "a.ts": "export const a = 1;\ndebugger;\n",
  });
  expect((await lint.check(fixture.workspace)).findings).toEqual([expect.stringMatching(/a\.ts:2:1: .*debugger/)]);
});
