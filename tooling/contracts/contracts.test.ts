import { describe, expect, it } from "vitest";
import { parseRows, proofsIn, rowsIn } from "./contracts.ts";

describe("rowsIn", () => {
  it("reads single rows and ranges", () => {
    expect(rowsIn("retries (F018–F020, C60), not FC12 or F1")).toEqual(["F018", "F019", "F020", "C60"]);
    expect(rowsIn("C104-C106")).toEqual(["C104", "C105", "C106"]);
  });
});

describe("proofsIn", () => {
  it("finds titles of tests, tables and properties, and nothing in other calls", () => {
    const text =
      'it("a (C01)", f);\ntest.prop([x])("b (C02)", f);\nit.each`x`("c (C03)", f);\nlog("d (C04)");\ndescribe(`e (C05) ${x}`, f);';
    expect(proofsIn("a.test.ts", text).map(({ line, rows }) => [line, ...rows])).toEqual([
      [1, "C01"],
      [2, "C02"],
      [5, "C05"],
    ]);
  });
});

describe("parseRows", () => {
  it("reads the last column as the reason why a row does not apply", () => {
    const rows = parseRows("| F001 | config | a \\| b | |\n| C19 | queue | replaced |\n");
    expect(rows).toEqual([
      { id: "F001", title: "config", notApplicable: "" },
      { id: "C19", title: "queue", notApplicable: "replaced" },
    ]);
  });

  it("refuses a row that stands twice", () => {
    expect(() => parseRows("| F001 | a | b | |\n| F001 | a | b | |\n")).toThrow("twice");
  });
});
