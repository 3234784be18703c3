import type { Rule } from "../rule.ts";

const narrowed = /\b(?:it|test|describe)(?:\.\w+)*\.(only|skip|skipIf|runIf|todo|fails)\b/g;

/** A test that is switched off proves nothing; one that is switched on alone hides the others. */
export const testsWhole: Rule = {
  name: "tests-whole",
  demands: "no test is skipped, postponed or run alone",
  async check(workspace) {
    const files = [
      "packages/*/src/**/*.test.ts",
      "packages/*/src/**/*.test-d.ts",
      "tooling/**/*.test.ts",
      "test-e2e/**/*.ts",
    ];
    const findings = workspace
      .files(files)
      .filter((file) => !file.endsWith("tests-whole.test.ts"))
      .flatMap((file) => {
        const text = workspace.read(file);
        return [...text.matchAll(narrowed)].map(
          ({ 0: found, 1: word, index }) =>
            `${file}:${text.slice(0, index).split("\n").length}: ${found}; remove .${word}, or the test`,
        );
      });
    return { findings };
  },
};
