import { expect, it } from "vitest";
import { createFixture } from "../fixture.ts";
import { dependencyCycles } from "./dependency-cycles.ts";

it("finds a cycle that only a development dependency closes", async () => {
  using fixture = createFixture({
    "packages/a/package.json": { name: "@kubets/a", dependencies: { "@kubets/b": "*" } },
    "packages/b/package.json": { name: "@kubets/b", dependencies: { "@kubets/c": "*" } },
    "packages/c/package.json": { name: "@kubets/c", devDependencies: { "@kubets/a": "*" } },
  });
  expect((await dependencyCycles.check(fixture.workspace)).findings).toEqual([
    expect.stringContaining("@kubets/a → @kubets/b → @kubets/c → @kubets/a"),
  ]);
});

it("accepts two paths to one package", async () => {
  using fixture = createFixture({
    "packages/a/package.json": { name: "@kubets/a", dependencies: { "@kubets/b": "*", "@kubets/c": "*" } },
    "packages/b/package.json": { name: "@kubets/b", dependencies: { "@kubets/c": "*" } },
    "packages/c/package.json": { name: "@kubets/c" },
  });
  expect((await dependencyCycles.check(fixture.workspace)).findings).toEqual([]);
});
