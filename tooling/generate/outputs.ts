import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { GenerateStep } from "./step.ts";

/** A file whose committed text is not what its step writes; paths from the repository's root. */
export interface Difference {
  readonly step: string;
  readonly path: string;
  readonly kind: "missing" | "outdated" | "stale";
}

/** Runs a step into a temporary folder and compares it with the repository, which stays as it is. */
export async function compareStep(step: GenerateStep, root: string): Promise<Difference[]> {
  return withFreshOutputs(step, (fresh) => differences(step, root, fresh));
}

/** Runs a step and brings the repository up to date; files that are right already are not touched. */
export async function writeStep(step: GenerateStep, root: string): Promise<Difference[]> {
  return withFreshOutputs(step, (fresh) => {
    const found = differences(step, root, fresh);
    for (const { path } of found) {
      const text = fresh.get(path);
      const target = join(root, path);
      if (text === undefined) {
        rmSync(target);
      } else {
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, text);
      }
    }
    return found;
  });
}

async function withFreshOutputs<T>(step: GenerateStep, use: (fresh: Map<string, Buffer>) => T): Promise<T> {
  const outDir = mkdtempSync(join(tmpdir(), "kubets-generate-"));
  try {
    await step.generate(outDir);
    const fresh = filesUnder(outDir, [""]);
    for (const path of fresh.keys()) {
      if (!step.outputs.some((output) => path === output || path.startsWith(`${output}/`))) {
        throw new Error(`${step.name} wrote ${path}, which is not among its outputs; name it there`);
      }
    }
    return use(fresh);
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

function differences(step: GenerateStep, root: string, fresh: ReadonlyMap<string, Buffer>): Difference[] {
  const committed = filesUnder(root, step.outputs);
  const paths = [...new Set([...fresh.keys(), ...committed.keys()])].toSorted();
  return paths.flatMap((path): Difference[] => {
    const [now, before] = [fresh.get(path), committed.get(path)];
    if (now === undefined) return [{ step: step.name, path, kind: "stale" }];
    if (before === undefined) return [{ step: step.name, path, kind: "missing" }];
    return now.equals(before) ? [] : [{ step: step.name, path, kind: "outdated" }];
  });
}

/** Every file at or under the given paths, by its path from `root` with forward slashes. */
function filesUnder(root: string, paths: readonly string[]): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  for (const path of paths) {
    const stats = statSync(join(root, path), { throwIfNoEntry: false });
    if (stats?.isFile() === true) files.set(path, readFileSync(join(root, path)));
    if (stats?.isDirectory() !== true) continue;
    const inside = readdirSync(join(root, path)).map((name) => (path === "" ? name : `${path}/${name}`));
    for (const [name, content] of filesUnder(root, inside)) files.set(name, content);
  }
  return files;
}
