import { parseSync } from "oxc-parser";
import type { Rule } from "../rule.ts";

/** `export *` hides what a module offers and lets names leak out unseen. */
export const noExportStar: Rule = {
  name: "no-export-star",
  demands: "exports are named, one by one",
  async check(workspace) {
    const findings: string[] = [];
    for (const file of workspace.files(["packages/*/src/**/*.ts"])) {
      const text = workspace.read(file);
      for (const node of parseSync(file, text).program.body) {
        if (node.type === "ExportAllDeclaration") {
          const line = text.slice(0, node.start).split("\n").length;
          findings.push(`${file}:${line}: export * from "${node.source.value}"; name the exports instead`);
        }
      }
    }
    return { findings };
  },
};
