import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { cacheFolder } from "../cache-folder.ts";
import { runQuietly } from "../run-quietly.ts";

/** Builds the Go program of a folder into the cache, and gives its path. Go's own cache makes that quick the second time. */
export async function buildGoProgram(folder: string): Promise<string> {
  const cache = cacheFolder("foreign-clients");
  await mkdir(cache, { recursive: true });
  const aside = await mkdtemp(join(cache, ".build-"));
  try {
    const built = join(aside, basename(folder));
    // As the kube-apiserver is built: what both need is compiled once.
    await runQuietly("go", ["build", "-trimpath", "-o", built, "."], folder, { CGO_ENABLED: "0" });
    const program = join(cache, basename(folder));
    await rename(built, program);
    return program;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
