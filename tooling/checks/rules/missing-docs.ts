import { exportedDeclarations } from "../declarations.ts";
import type { Rule } from "../rule.ts";
import { entries } from "../workspace.ts";

/** Whoever uses a name from an entry finds what it guarantees where the editor shows it. */
export const missingDocs: Rule = {
  name: "missing-docs",
  demands: "every export has a doc comment",
  async check(workspace) {
    const findings: string[] = [];
    for (const each of workspace.packages) {
      for (const [, source] of entries(each, workspace.root)) {
        if (source.includes("/src/gen/")) continue;
        const seen = new Set<string>();
        for (const { name, file, line, documented } of exportedDeclarations(source, workspace.read)) {
          // One of several overloads, or of a type and a value of one name, may carry the comment.
          if (documented) seen.add(name);
          else if (!seen.has(name)) {
            findings.push(
              `${file}:${line}: ${name} has no doc comment; say what it guarantees, units, defaults, errors`,
            );
          }
        }
      }
    }
    return { findings };
  },
};
