import { expect, it } from "vitest";
import { createFixture } from "../fixture.ts";
import { format } from "./format.ts";

it("names the file that is not formatted", async () => {
  using fixture = createFixture({ "a.ts": "const   a=1\n", "b.ts": "export const b = 1;\n" });
  expect((await format.check(fixture.workspace)).findings).toEqual([expect.stringMatching(/^a\.ts: run/)]);
});
