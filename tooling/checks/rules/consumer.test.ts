import { expect, it } from "vitest";
import { createFixture, packageRule } from "../fixture.ts";
import { consumer } from "./consumer.ts";

it("says what does not work for somebody outside", { timeout: 300_000 }, async () => {
  using fixture = createFixture(
    {
      "pnpm-workspace.yaml": "packages: [packages/*]\n",
      "packages/apimachinery/package.json": { name: "@kubets/apimachinery", version: "1.0.0", type: "module" },
    },
    { apimachinery: packageRule() },
  );
  const { findings } = await consumer.check(fixture.workspace);
  expect(findings).toEqual([
    expect.stringMatching(/does not compile: [\s\S]*Cannot find module '@kubets\/apimachinery'/),
  ]);
});
