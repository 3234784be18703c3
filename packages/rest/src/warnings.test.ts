import { describe, expect, it } from "vitest";
import { parseWarnings } from "./warnings.ts";

describe("warnings", () => {
  it("are parsed, several of a header and of several headers, quotes and backslashes too (F024)", () => {
    expect(
      parseWarnings([
        [
          "warning",
          '299 - "v1 Foo is deprecated", 299 kube-apiserver "say \\"hi\\" \\\\ twice" "Mon, 01 Jan 2026 00:00:00 GMT"',
        ],
        ["content-type", "text/plain"],
        ["warning", '199 - "other"'],
      ]),
    ).toEqual([
      { code: 299, agent: "-", text: "v1 Foo is deprecated" },
      { code: 299, agent: "kube-apiserver", text: 'say "hi" \\ twice' },
      { code: 199, agent: "-", text: "other" },
    ]);
  });

  it("end at what cannot be read (F024)", () => {
    expect(parseWarnings([["warning", '299 - "good", 29 - "bad", 299 - "lost"']])).toEqual([
      { code: 299, agent: "-", text: "good" },
    ]);
    expect(parseWarnings([["warning", "nonsense"]])).toEqual([]);
  });
});
