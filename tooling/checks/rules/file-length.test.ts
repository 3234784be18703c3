import { expect, it } from "vitest";
import { createFixture } from "../fixture.ts";
import { fileLength } from "./file-length.ts";

it("finds a source file of more than 400 lines, but no generated one and no test", async () => {
  const long = "//\n".repeat(401);
  using fixture = createFixture({
    "packages/a/src/long.ts": long,
    "packages/a/src/short.ts": "//\n".repeat(400),
    "packages/a/src/gen/long.ts": long,
    "packages/a/src/long.test.ts": long,
  });
  expect((await fileLength.check(fixture.workspace)).findings).toEqual([
    expect.stringContaining("packages/a/src/long.ts: 401 lines"),
  ]);
});
