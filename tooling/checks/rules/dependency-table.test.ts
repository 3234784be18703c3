import { expect, it } from "vitest";
import { createFixture, packageRule } from "../fixture.ts";
import { dependencyTable } from "./dependency-table.ts";

const manifest = (name: string, dependencies: Record<string, string>, key = "dependencies"): object => ({
  name: `@kubets/${name}`,
  [key]: dependencies,
});

it("lets a package depend on the ground and on what its line names", async () => {
  using fixture = createFixture(
    {
      "packages/a/package.json": manifest("a", { "@kubets/wait": "*", "@kubets/b": "*", got: "1" }),
      "packages/b/package.json": manifest("b", {}),
    },
    { a: packageRule({ internal: ["b"], external: ["got"] }), b: packageRule() },
  );
  expect(await dependencyTable.check(fixture.workspace)).toEqual({ findings: [] });
});

it("finds an edge that the table does not have, development dependencies included", async () => {
  using fixture = createFixture(
    {
      "packages/a/package.json": manifest("a", { "@kubets/b": "*" }, "devDependencies"),
      "packages/b/package.json": manifest("b", { lodash: "*" }),
    },
    { a: packageRule(), b: packageRule() },
  );
  const { findings } = await dependencyTable.check(fixture.workspace);
  expect(findings).toEqual([
    expect.stringContaining("packages/a/package.json: a may not depend on @kubets/b; pass what it needs in"),
    expect.stringContaining("packages/b/package.json: b may not depend on lodash"),
  ]);
});

it("keeps the ground free of everything", async () => {
  using fixture = createFixture(
    { "packages/wait/package.json": manifest("wait", { "@kubets/apimachinery": "*" }) },
    { wait: packageRule() },
  );
  expect((await dependencyTable.check(fixture.workspace)).findings).toHaveLength(1);
});

it("finds a package without a line and a line without a package", async () => {
  using fixture = createFixture({ "packages/new/package.json": manifest("new", {}) }, { gone: packageRule() });
  expect((await dependencyTable.check(fixture.workspace)).findings).toEqual([
    expect.stringContaining("no line in tooling/checks/packages.ts"),
    expect.stringContaining("gone has no folder"),
  ]);
});
