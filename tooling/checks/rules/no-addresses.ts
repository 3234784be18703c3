import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Rule } from "../rule.ts";

// Written in parts, so that this file does not name what it looks for.
const registries = [
  ["registry", "npmjs", "org"],
  ["proxy", "golang", "org"],
  ["pypi", "org/simple"],
  ["static", "crates", "io"],
];
const patterns: readonly (readonly [string, RegExp])[] = [
  ["a registry's address", new RegExp(registries.map((parts) => parts.join("\\.")).join("|"))],
  ["a download address", /^\s*"?(?:tarball|resolved)"?:\s*"?https?:/],
  ["a path of one machine", /(?:^|[\s"'`(=])\/(?:root|home\/[a-z]\w*|Users\/\w+|work)\/[\w.-]/],
];

/** Files name packages, never where they are downloaded from, and nothing of the machine they were written on. */
export const noAddresses: Rule = {
  name: "no-addresses",
  demands: "no file names a registry's address or a path of one machine",
  async check({ root, read }) {
    const { stdout } = await promisify(execFile)(
      "git",
      ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
      {
        cwd: root,
        maxBuffer: 2 ** 26,
      },
    );
    const findings: string[] = [];
    for (const file of stdout.split("\0").filter(isText)) {
      const lines = tryRead(read, file).split("\n");
      for (const [index, line] of lines.entries()) {
        for (const [what, pattern] of patterns) {
          if (pattern.test(line))
            findings.push(`${file}:${index + 1}: ${what}; name the package, or use a relative path`);
        }
      }
    }
    return { findings };
  },
};

function isText(file: string): boolean {
  // The copy of the API and golden data hold paths of pods and nodes.
  return file !== "" && !/(^tooling\/kubernetes-api\/|\/testdata\/|\.test\.ts$|\/src\/gen\/)/.test(file);
}

function tryRead(read: (path: string) => string, file: string): string {
  try {
    return read(file);
  } catch {
    return ""; // deleted, but not yet committed as such
  }
}
