import { expect, it } from "vitest";
import { createFixture } from "../fixture.ts";
import { types } from "./types.ts";

it("finds a type error in a package and in a test, each once", async () => {
  const options = { noEmit: true, types: [] };
  using fixture = createFixture({
    "tooling/tsconfig.build.json": { compilerOptions: options, files: ["../a.ts"] },
    "tooling/tsconfig.test.json": { compilerOptions: options, files: ["../a.ts", "../a.test.ts"] },
    "a.ts": "export const a: string = 1;\n",
    "a.test.ts": "export const b: string = 2;\n",
  });
  expect((await types.check(fixture.workspace)).findings).toEqual([
    expect.stringContaining("a.ts(1,14): error TS2322"),
    expect.stringContaining("a.test.ts(1,14): error TS2322"),
  ]);
});
