import { parseRows, proofsIn } from "../../contracts/contracts.ts";
import type { Rule } from "../rule.ts";

/** A test may only claim to prove a row that exists and applies. */
export const contracts: Rule = {
  name: "contracts",
  demands: "tests name only rows that tooling/contracts.md has",
  async check(workspace) {
    const rows = new Map(parseRows(workspace.read("tooling/contracts.md")).map((row) => [row.id, row]));
    const findings: string[] = [];
    const proven = new Set<string>();
    for (const file of workspace.files([
      "packages/*/src/**/*.test.ts",
      "packages/*/src/**/*.test-d.ts",
      "test-e2e/**/*.e2e.ts",
    ])) {
      for (const proof of proofsIn(file, workspace.read(file))) {
        for (const id of proof.rows) {
          const row = rows.get(id);
          if (!row) findings.push(`${file}:${proof.line}: names ${id}, which tooling/contracts.md does not have`);
          else if (row.notApplicable)
            findings.push(`${file}:${proof.line}: names ${id}, which does not apply: ${row.notApplicable}`);
          else proven.add(id);
        }
      }
    }
    return { findings, notes: [`${proven.size} of ${rows.size} rows have a test`] };
  },
};
