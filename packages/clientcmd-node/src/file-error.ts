import { closeSync, fstatSync, openSync } from "node:fs";

/** What the system's code for a failed access to a file means, in words. */
export function explainFileError(error: unknown): string {
  const code = fileErrorCode(error);
  return meanings[code] ?? (code || "it cannot be read");
}

export function fileErrorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : "";
}

const meanings: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EISDIR: "it is a directory",
  ENOTDIR: "a part of its path is not a directory",
  ELOOP: "its symbolic links go in a circle",
  EFBIG: "it is larger than any such file",
  EROFS: "its file system is read-only",
  ENOSPC: "the disk is full",
  EMFILE: "too many files are open",
  E2BIG: "its arguments and environment are too long",
  ENOEXEC: "it is no program of this system",
};

/** Why a file cannot be read; nothing where it can. */
export function fileProblem(path: string): { readonly message: string; readonly cause?: unknown } | undefined {
  try {
    const file = openSync(path, "r");
    try {
      return fstatSync(file).isDirectory() ? { message: "it is a directory" } : undefined;
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    return { message: explainFileError(cause), cause };
  }
}
