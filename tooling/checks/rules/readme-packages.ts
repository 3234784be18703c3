import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { updating, type Rule } from "../rule.ts";
import type { Workspace } from "../workspace.ts";
import { gzippedSize } from "./bundle-size.ts";

const start = "<!-- packages: written by `check readme-packages --update` -->";
const end = "<!-- /packages -->";

/** The table of packages in the root README says what the dependency table and the bundles say. */
export const readmePackages: Rule = {
  name: "readme-packages",
  demands: "the README's table of packages is up to date",
  slow: true,
  async check(workspace) {
    const path = join(workspace.root, "README.md");
    const text = readFileSync(path, "utf8");
    const from = text.indexOf(start);
    const to = text.indexOf(end);
    if (from < 0 || to < from) return { findings: [`README.md: put the table between ${start} and ${end}`] };
    const wanted = `${text.slice(0, from)}${start}\n\n${await table(workspace)}\n\n${text.slice(to)}`;
    if (withoutPadding(wanted) === withoutPadding(text)) return { findings: [] };
    if (!updating) {
      return { findings: ["README.md: run `npx -y pnpm@12 check readme-packages --update` and commit it"] };
    }
    writeFileSync(path, wanted);
    return { findings: [] };
  },
};

async function table(workspace: Workspace): Promise<string> {
  const rows = ["| package | what for | runtime | size |", "|---|---|---|---|"];
  for (const { folder, rule } of workspace.packages) {
    const size = rule?.runtime === "universal" ? await sizeOf(workspace, folder) : "";
    const name = `[\`@kubets/${folder}\`](packages/${folder})`;
    rows.push(`| ${name} | ${rule?.purpose ?? ""} | ${rule?.runtime ?? ""} | ${size} |`);
  }
  return rows.join("\n");
}

/** Rounded up to half a kilobyte, so that not every change of a line changes the README. */
async function sizeOf(workspace: Workspace, folder: string): Promise<string> {
  const bytes = await gzippedSize(workspace, `export * from "@kubets/${folder}";`);
  return `${(Math.ceil(bytes / 512) / 2).toFixed(1)} kB`;
}

/** The formatter aligns columns; that is no difference. */
function withoutPadding(markdown: string): string {
  return markdown.replaceAll(/ *\| */g, "|").replaceAll(/-+/g, "-");
}
