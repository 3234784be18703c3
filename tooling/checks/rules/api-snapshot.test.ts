import { expect, it } from "vitest";
import { createFixture, packageRule } from "../fixture.ts";
import { apiSnapshot } from "./api-snapshot.ts";

const files = (declaration: string, snapshot: string): Record<string, string | object> => ({
  "packages/a/package.json": {
    name: "@kubets/a",
    exports: { ".": { "@kubets/source": "./src/index.ts", default: "./dist/index.js" } },
  },
  "packages/a/src/index.ts": "",
  "packages/a/dist/index.d.ts": 'export { f, type Options } from "./f.js";\n',
  "packages/a/dist/f.d.ts": `/** Does. */\n${declaration}\nexport interface Options {\n  /** Why. */\n  a?: string;\n}\nexport declare const hidden = 1;\n`,
  "tooling/checks/api/a.txt": snapshot,
});
const snapshot = "// @kubets/a\n\nexport declare function f(): void;\nexport interface Options {\n  a?: string;\n}\n";

it("accepts the signatures of the snapshot, whatever their comments say", async () => {
  using fixture = createFixture(files("export declare function f(): void;", snapshot), { a: packageRule() });
  expect((await apiSnapshot.check(fixture.workspace)).findings).toEqual([]);
});

it("finds a changed signature and says what to do", async () => {
  using fixture = createFixture(files("export declare function f(a: string): void;", snapshot), { a: packageRule() });
  expect((await apiSnapshot.check(fixture.workspace)).findings).toEqual([
    expect.stringMatching(/a\.txt: line 3 is now `export declare function f\(a: string\): void;`.*--update/),
  ]);
});
