import { expect, it } from "vitest";
import { createFixture, packageRule } from "../fixture.ts";
import { readmePackages } from "./readme-packages.ts";

const start = "<!-- packages: written by `check readme-packages --update` -->";
const manifest = { "packages/a/package.json": { name: "@kubets/a" } };
const table = { a: packageRule({ runtime: "node", purpose: "for everything" }) };

it("accepts the table, however its columns are aligned", async () => {
  const rows =
    "| package | what for | runtime | size |\n| --- | :-- | ------- | --- |\n| [`@kubets/a`](packages/a) |   for everything | node | |".replace(
      ":",
      "-",
    );
  using fixture = createFixture(
    { ...manifest, "README.md": `# x\n\n${start}\n\n${rows}\n\n<!-- /packages -->\n` },
    table,
  );
  expect((await readmePackages.check(fixture.workspace)).findings).toEqual([]);
});

it("finds a table that says something else", async () => {
  using fixture = createFixture({ ...manifest, "README.md": `${start}\n\nold\n\n<!-- /packages -->\n` }, table);
  expect((await readmePackages.check(fixture.workspace)).findings).toEqual([expect.stringContaining("--update")]);
});

it("asks for the place of the table", async () => {
  using fixture = createFixture({ ...manifest, "README.md": "# x\n" }, table);
  expect((await readmePackages.check(fixture.workspace)).findings).toEqual([
    expect.stringContaining("put the table between"),
  ]);
});
