import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execute } from "../execute.ts";
import type { Rule } from "../rule.ts";

const fence = /^```ts\n([\s\S]*?)^```$/gm;

/** What a README shows compiles, each snippet as a module of its own. */
export const readmeSnippets: Rule = {
  name: "readme-snippets",
  demands: "every TypeScript snippet of a README compiles",
  slow: true,
  async check(workspace) {
    // Inside the tree, so that the snippets see the packages as the tooling does.
    const folder = join(workspace.root, "tooling", ".snippets");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    try {
      const origin = new Map<string, { file: string; line: number }>();
      for (const file of workspace.files(["README.md", "packages/*/README.md", "test-e2e/**/README.md"])) {
        const text = workspace.read(file);
        for (const { 1: code = "", index } of text.matchAll(fence)) {
          const line = text.slice(0, index).split("\n").length;
          const name = `${file.replaceAll(/[^a-z0-9]+/gi, "-")}-${line}.ts`;
          writeFileSync(join(folder, name), code);
          origin.set(name, { file, line });
        }
      }
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(configuration));
      const { code, output } = await execute("tsc", ["-p", folder, "--pretty", "false"], workspace.root);
      const findings = output
        .split("\n")
        .map((line) => /\.snippets\/([^(/]+)\((\d+),\d+\): error (.*)$/.exec(line))
        .flatMap((match) => {
          const at = match && origin.get(match[1] ?? "");
          return at ? [`${at.file}:${at.line + Number(match?.[2])}: ${match?.[3]}`] : [];
        });
      if (code !== 0 && findings.length === 0) findings.push(output.trim());
      return { findings, notes: [`${origin.size} snippets`] };
    } finally {
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    }
  },
};

const configuration = {
  extends: "../tsconfig.test.json",
  compilerOptions: { moduleDetection: "force", noUnusedLocals: false, noUnusedParameters: false, rootDir: "../.." },
  include: ["*.ts"],
  exclude: [],
};
