import { open, readFile, rm, stat } from "node:fs/promises";
import * as nodePath from "node:path";
import { configurationError } from "@kubets/clientcmd";
import { explainFileError, fileErrorCode } from "./file-error.ts";

/** Where older versions of kubectl kept what is now in `.kube/config`, in the same directory. */
const legacyName = ".kubeconfig";

/**
 * Copies a kubeconfig of former times to where it belongs now, as kubectl does when it loads (F057): only where there is
 * none yet, with the permissions of the old one but without the right to run it. What cannot be looked at is left alone. An
 * error of reason `Configuration` where the copy cannot be written.
 */
export async function migrateLegacyKubeconfig(path: string): Promise<void> {
  const source = nodePath.join(nodePath.dirname(path), legacyName);
  if (!(await isMissing(path))) return;
  const found = await stat(source).catch(() => undefined);
  if (found === undefined) return;
  if (found.isDirectory()) {
    throw configurationError([{ origin: source, message: `it cannot be copied to ${path}: it is a directory` }]);
  }
  let begun = false;
  try {
    const content = await readFile(source);
    // Fails where somebody else was faster: nothing is ever overwritten.
    const file = await open(path, "wx", found.mode & 0o666);
    begun = true;
    await file.chmod(found.mode & 0o666);
    await file.writeFile(content);
    await file.close();
  } catch (cause) {
    if (fileErrorCode(cause) === "EEXIST") return;
    if (begun) await rm(path, { force: true });
    throw configurationError(
      [{ origin: source, message: `it cannot be copied to ${path}: ${explainFileError(cause)}` }],
      { cause },
    );
  }
}

async function isMissing(path: string): Promise<boolean> {
  try {
    await stat(path);
    return false;
  } catch (error) {
    return fileErrorCode(error) === "ENOENT";
  }
}
