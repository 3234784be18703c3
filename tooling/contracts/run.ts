// Which tests prove which row of contracts.md: `contracts [row …] [--open]`.
import { fileURLToPath } from "node:url";
import { parseArgs, styleText } from "node:util";
import { openWorkspace } from "../checks/workspace.ts";
import { parseRows, proofsIn } from "./contracts.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { open: { type: "boolean" }, help: { type: "boolean", short: "h" } },
});

if (values.help) {
  console.log(
    "contracts [row …] [--open]\n\n  row     only these rows, such as C08\n  --open  only rows that no test proves yet",
  );
} else {
  print();
}

function print(): void {
  const workspace = openWorkspace(fileURLToPath(new URL("../..", import.meta.url)));
  const rows = parseRows(workspace.read("tooling/contracts.md"));
  const proofs = testFiles(workspace).flatMap((file) => proofsIn(file, workspace.read(file)));
  const count = { proven: 0, open: 0, notApplicable: 0 };
  for (const row of rows) {
    const proving = proofs.filter((proof) => proof.rows.includes(row.id));
    const state = row.notApplicable ? "notApplicable" : proving.length > 0 ? "proven" : "open";
    count[state] += 1;
    if (positionals.length > 0 && !positionals.includes(row.id)) continue;
    if (values.open && state !== "open") continue;
    const mark = { proven: styleText("green", "✓"), open: styleText("yellow", "·"), notApplicable: "–" }[state];
    console.log(
      `${mark} ${row.id}  ${row.title.split(/[.:;]/)[0]}${row.notApplicable ? ` (${row.notApplicable})` : ""}`,
    );
    for (const { file, line, title } of proving) console.log(`      ${file}:${line}  ${title}`);
  }
  console.log(`\n${count.proven} proven, ${count.open} open, ${count.notApplicable} not applicable`);
}

function testFiles(workspace: ReturnType<typeof openWorkspace>): string[] {
  return workspace.files(["packages/*/src/**/*.test.ts", "packages/*/src/**/*.test-d.ts", "test-e2e/**/*.e2e.ts"]);
}
