import { createHash } from "node:crypto";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "../cache-folder.ts";
import { runQuietly } from "../run-quietly.ts";

/**
 * A Python that has what a file of requirements names: a virtual environment in the cache, made when it is not there yet.
 * Needs a `python3` with `venv` and `pip`.
 */
export async function pythonWith(requirements: string): Promise<string> {
  const digest = createHash("sha256")
    .update(await readFile(requirements))
    .digest("hex")
    .slice(0, 16);
  const cache = cacheFolder("foreign-clients");
  const environment = join(cache, `python-${digest}`);
  const python = join(environment, "bin", "python");
  // Environments know where they are, and cannot be moved into place: this file says that one is whole.
  const whole = join(environment, "whole");
  if (await exists(whole)) return python;
  await mkdir(cache, { recursive: true });
  await rm(environment, { recursive: true, force: true });
  await runQuietly("python3", ["-m", "venv", environment], cache);
  await runQuietly(python, ["-m", "pip", "install", "--quiet", "--requirement", requirements], cache);
  await writeFile(whole, "");
  return python;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
