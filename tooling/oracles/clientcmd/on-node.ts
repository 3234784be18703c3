import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import type { Kubeconfig } from "@kubets/clientcmd";
import { editKubeconfig, loadClusterConfig } from "@kubets/clientcmd-node";
import type { ClusterConfig } from "@kubets/rest";
import {
  flatConfig,
  overridesOf,
  sourceToken,
  type Case,
  type CaseEdit,
} from "../../../packages/clientcmd/src/testing/client-go.ts";

/** What kubets makes of a case, with real files. */
export interface Outcome {
  /** In the words of the answers; absent where there is an error. */
  readonly config?: Record<string, unknown>;
  readonly error?: unknown;
  /** What is in the files after the edit, if there was one, and could be. */
  readonly files?: Record<string, string>;
  readonly editError?: unknown;
}

/** Loads, and edits, a case's files as a program on Node does. `$ROOT` stays in the place of the folder. */
export async function runOnNode(test: Case): Promise<Outcome> {
  const root = mkdtempSync(join(tmpdir(), "kubets-clientcmd-"));
  try {
    build(test, root);
    const env = JSON.parse(JSON.stringify(test.env ?? {}).replaceAll("$ROOT", root)) as Record<string, string>;
    const home = env["HOME"];
    const where = { env, home };
    const path = test.explicit === undefined ? undefined : join(root, test.explicit);
    const outcome = await connect({ ...where, ...overridesOf(test, root), kubeconfig: path });
    if (test.edit === undefined) return withoutRoot(outcome, root);
    return withoutRoot({ ...outcome, ...(await edit(test.edit, { ...where, path }, root)) }, root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

function build({ files, folders = [], links = {} }: Case, root: string): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content.replaceAll("$ROOT", root), { mode: 0o600 });
  }
  for (const name of folders) mkdirSync(join(root, name), { recursive: true });
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    symlinkSync(target, join(root, name));
  }
}

async function connect(options: Parameters<typeof loadClusterConfig>[0]): Promise<Outcome> {
  try {
    const serviceAccountDirectory = "/nowhere";
    const { config } = await loadClusterConfig({ ...options, serviceAccountDirectory });
    return { config: flatConfig(config, await tokenOf(config)) };
  } catch (error) {
    return { error };
  }
}

/** Plugins are not run: who they are is what counts. */
async function tokenOf({ credentials, tls }: ClusterConfig): Promise<string | undefined> {
  const source = credentials?.token;
  if (typeof source !== "object") return source;
  if (tls?.certificateSource !== undefined) return sourceToken.exec("some");
  try {
    return await source.token();
  } catch {
    return sourceToken.provider("some");
  }
}

async function edit(
  change: CaseEdit,
  options: Parameters<typeof editKubeconfig>[1],
  root: string,
): Promise<Pick<Outcome, "files" | "editError">> {
  try {
    const withRoot = JSON.parse(JSON.stringify(change).replaceAll("$ROOT", root)) as CaseEdit;
    await editKubeconfig((kubeconfig) => applyEdit(kubeconfig, withRoot), options);
    return { files: filesIn(root) };
  } catch (editError) {
    return { editError };
  }
}

function applyEdit(kubeconfig: Kubeconfig, change: CaseEdit): void {
  const fields = { clusters: "cluster", users: "user", contexts: "context" } as const;
  for (const [list, field] of Object.entries(fields) as [keyof typeof fields, string][]) {
    for (const [name, body] of Object.entries(change[list] ?? {})) {
      const entries: { name: string }[] = kubeconfig[list];
      const index = entries.findIndex((entry) => entry.name === name);
      if (index >= 0) entries.splice(index, 1);
      if (body !== null) entries.push({ name, [field]: body });
    }
  }
  if (change["current-context"] !== undefined) kubeconfig["current-context"] = change["current-context"];
}

function filesIn(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [relative(root, path), readFileSync(path, "utf8")]));
}

function withoutRoot({ config, files, ...rest }: Outcome, root: string): Outcome {
  const cut = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(root, "$ROOT")) as T;
  return { ...rest, ...(config && { config: cut(config) }), ...(files && { files: cut(files) }) };
}
