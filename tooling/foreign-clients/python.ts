import { createHash } from "node:crypto";
import { access, mkdir, mkdtemp, readFile, rename, rm } from "node:fs/promises";
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
  if (!(await exists(environment))) {
    await mkdir(cache, { recursive: true });
    // Made aside and moved into place: one that an interruption left unfinished is never taken for whole.
    const aside = await mkdtemp(join(cache, ".python-"));
    try {
      await runQuietly("python3", ["-m", "venv", aside], cache);
      const own = join(aside, "bin", "python");
      await runQuietly(own, ["-m", "pip", "install", "--quiet", "--requirement", requirements], cache);
      await rename(aside, environment);
    } catch (error) {
      await rm(aside, { recursive: true, force: true });
      // Somebody else was faster.
      if (!(await exists(environment))) throw error;
    }
  }
  return join(environment, "bin", "python");
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
