import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "unreadable-"));
  chmodSync(directory, 0o755);
});
afterEach(() => rmSync(directory, { recursive: true }));

it("says of a kubeconfig that this user may not read that it may not, and leaves it alone (F053)", async () => {
  const path = join(directory, "config");
  writeFileSync(path, "current-context: hunter2\n");
  chmodSync(path, 0o000);
  // Another process: nobody's rights must not stay with this one.
  const script = fileURLToPath(new URL("testing/load-as-nobody.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@kubets/source", script, path]);
  const [loaded, edited] = stdout.split("\n");
  expect(loaded).toBe(`${path}: the kubeconfig cannot be read: permission denied`);
  expect(edited).toBe(`${path}: the kubeconfig cannot be locked: permission denied`);
  chmodSync(path, 0o600);
  expect(readFileSync(path, "utf8")).toBe("current-context: hunter2\n");
  expect(statSync(path).size).toBe(25);
});
