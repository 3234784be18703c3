import { expect, it } from "vitest";
import { createFixture } from "../fixture.ts";
import { execute } from "../execute.ts";
import { noAddresses } from "./no-addresses.ts";

it("finds registries, download addresses and paths of one machine", async () => {
  using fixture = createFixture({
    "pnpm-lock.yaml": `  tarball: https://${["registry", "npmjs", "org"].join(".")}/a.tgz\n`,
    "a.md": "See `/home/somebody/kubets/a.ts`.\n",
    "b.md": "Mounted at /var/run/secrets and kept in /work.\n",
  });
  await execute("git", ["init", "-q"], fixture.root);
  expect((await noAddresses.check(fixture.workspace)).findings).toEqual([
    expect.stringContaining("a.md:1: a path of one machine"),
    expect.stringContaining("pnpm-lock.yaml:1: a registry's address"),
    expect.stringContaining("pnpm-lock.yaml:1: a download address"),
  ]);
});
