import type { Rule } from "../rule.ts";

const longest = 400;

/** A file holds one idea; past this length it holds two. */
export const fileLength: Rule = {
  name: "file-length",
  demands: `no hand-written source file is longer than ${longest} lines`,
  async check(workspace) {
    const findings = workspace
      .files(["packages/*/src/**/*.ts", "tooling/**/*.ts", "test-e2e/**/*.ts"])
      .filter(
        (file) => !file.includes("/src/gen/") && !/\.(test|test-d|e2e)\.ts$/.test(file) && !file.endsWith(".d.ts"),
      )
      .flatMap((file) => {
        const lines = workspace.read(file).split("\n").length - 1;
        return lines > longest ? [`${file}: ${lines} lines; split it where the second idea begins`] : [];
      });
    return { findings };
  },
};
