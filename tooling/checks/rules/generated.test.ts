import { expect, it } from "vitest";
import { createFixture } from "../fixture.ts";
import { generated } from "./generated.ts";

it("passes on what the generator says is out of date", async () => {
  using fixture = createFixture({
    "tooling/generate/run.ts":
      "console.log(`${process.argv[2]}: packages/a/src/gen/a.ts differs`);\nprocess.exitCode = 1;\n",
  });
  expect((await generated.check(fixture.workspace)).findings).toEqual(["--check: packages/a/src/gen/a.ts differs"]);
});
