import { expect, it } from "vitest";
import { fileURLToPath } from "node:url";
import { openWorkspace } from "../workspace.ts";
import { readmeSnippets } from "./readme-snippets.ts";

it("finds a snippet that does not compile and says where it stands", async () => {
  const workspace = openWorkspace(fileURLToPath(new URL("../../..", import.meta.url)));
  const text =
    "# a\n\n```ts\nexport const fine: number = 1;\n```\n\n```ts\nconst fine = 1;\nconst wrong: string = fine;\n```\n";
  const { findings } = await readmeSnippets.check({ ...workspace, files: () => ["README.md"], read: () => text });
  expect(findings).toEqual([expect.stringMatching(/^README\.md:9: .*'number' is not assignable to type 'string'/)]);
});
