import { mkdir, open, readFile, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { configurationError } from "@kubets/clientcmd";
import { realClock, type Clock } from "@kubets/wait";
import { explainFileError, fileErrorCode } from "./file-error.ts";

/** Options of {@link lockFiles}. */
export interface LockOptions {
  /** How long to wait for whoever holds a lock, in milliseconds. Default 5 s. */
  readonly lockTimeoutMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

const retryMs = 100;

/**
 * Locks files against all who lock as kubectl does (F057): `<file>.lock` beside each is created, in the order of their
 * names, so that two programs with the same files never wait for each other in a circle. Disposing takes the locks away.
 *
 * A lock that somebody holds is waited for, and never taken: where it stays, the error of reason `Configuration` says how
 * old it is and whether the process that made it still runs, as far as that is known; a person may delete it then.
 */
export async function lockFiles(files: readonly string[], options: LockOptions = {}): Promise<AsyncDisposable> {
  const { lockTimeoutMs = 5000, clock = realClock } = options;
  const held: string[] = [];
  const release = async (): Promise<void> => {
    await Promise.all(held.splice(0).map((lock) => rm(lock, { force: true })));
  };
  let origin: string | undefined;
  const giveUpAt = clock.monotonicNow() + lockTimeoutMs;
  try {
    for (const file of [...new Set(files)].toSorted()) {
      const lock = `${file}.lock`;
      origin = file;
      await mkdir(dirname(file), { recursive: true, mode: 0o755 });
      for (let obstacle = await tryLock(lock); obstacle !== undefined; obstacle = await tryLock(lock)) {
        if (clock.monotonicNow() >= giveUpAt) throw await heldError(file, lock, obstacle);
        await clock.sleep(retryMs);
      }
      held.push(lock);
    }
  } catch (error) {
    await release();
    if (fileErrorCode(error) === "") throw error;
    const message = `the kubeconfig cannot be locked: ${explainFileError(error)}`;
    throw configurationError([{ origin, message }], { cause: error });
  }
  return { [Symbol.asyncDispose]: release };
}

/** Locks, or says what the system says of a lock that is there. */
async function tryLock(lock: string): Promise<Error | undefined> {
  try {
    const handle = await open(lock, "wx", 0o600);
    // For people, and for the error above; other programs leave theirs empty.
    await handle.writeFile(`${process.pid}\n`);
    await handle.close();
    return undefined;
  } catch (error) {
    if (fileErrorCode(error) === "EEXIST") return error as Error;
    throw error;
  }
}

async function heldError(file: string, lock: string, cause: Error): Promise<Error> {
  const since = await stat(lock).then(
    ({ mtime }) => ` since ${mtime.toISOString()}`,
    () => "",
  );
  const pid = await readFile(lock, "utf8").then(
    (text) => Number(text.trim()),
    () => 0,
  );
  const whose = pid > 0 ? ` by process ${pid}, which ${isRunning(pid) ? "runs" : "no longer runs"}` : "";
  const message = `it is locked${since}${whose}: if no program is changing it, delete ${lock}`;
  return configurationError([{ origin: file, message }], { cause });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return fileErrorCode(error) === "EPERM";
  }
}
