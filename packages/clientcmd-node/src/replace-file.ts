import { randomBytes } from "node:crypto";
import { mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { configurationError } from "@kubets/clientcmd";
import { explainFileError, fileErrorCode } from "./file-error.ts";

/**
 * Puts a text in place of a file's, all at once: who reads meanwhile, or after a crash, finds the old or the new one. A new
 * file is for its owner alone (0600), in directories of 0755; one that is there keeps its permissions, and a symbolic link
 * stays one (F057). An error of reason `Configuration` leaves the file as it was.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  let temporary: string | undefined;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o755 });
    const target = await realpath(path).catch((error: unknown) => {
      if (fileErrorCode(error) === "ENOENT") return path;
      throw error;
    });
    const mode = await stat(target).then(
      ({ mode }) => mode & 0o777,
      () => 0o600,
    );
    const beside = `${target}.${randomBytes(6).toString("hex")}.tmp`;
    const handle = await open(beside, "wx", mode);
    temporary = beside;
    try {
      // Whatever the process's umask takes away.
      await handle.chmod(mode);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, target);
    temporary = undefined;
  } catch (error) {
    throw configurationError(
      [{ origin: path, message: `the kubeconfig cannot be written: ${explainFileError(error)}` }],
      {
        cause: error,
      },
    );
  } finally {
    if (temporary !== undefined) await rm(temporary, { force: true });
  }
}
