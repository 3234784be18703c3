import { watch, type FSWatcher } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { realClock, type Clock } from "@kubets/wait";

/** Options of {@link watchFiles}. */
export interface WatchFilesOptions {
  /** Ends the watch, without an error. */
  readonly signal?: AbortSignal | undefined;
  /** How long files must stay as they are before a change counts, in milliseconds. Default 100. */
  readonly debounceMs?: number | undefined;
  /** How often to look without being told by the system, in milliseconds: not all file systems tell. Default 10 s. */
  readonly pollMs?: number | undefined;
  /** Default: the real clock. */
  readonly clock?: Clock | undefined;
}

/**
 * Yields once the files are watched, and again when they have changed: their content was written, they came or went, or a link on the way to them was exchanged,
 * as Kubernetes does with mounted secrets. Several changes at a time are one. It keeps the process alive.
 */
export async function* watchFiles(files: readonly string[], options: WatchFilesOptions = {}): AsyncGenerator<void> {
  const { signal, debounceMs = 100, pollMs = 10_000, clock = realClock } = options;
  const isOver = (): boolean => signal?.aborted === true;
  using hints = createHints();
  let known = await look(files, hints);
  yield;
  while (!isOver()) {
    await hints.next({ clock, pollMs, signal });
    let seen = await look(files, hints);
    while (!isOver() && seen !== known) {
      await sleep(clock, debounceMs, signal);
      const again = await look(files, hints);
      if (again === seen) break;
      seen = again;
    }
    if (isOver() || seen === known) continue;
    known = seen;
    yield;
  }
}

/** What can be seen of files from outside; and has the system tell of the folders on the way to them. */
async function look(files: readonly string[], hints: Hints): Promise<string> {
  const folders = new Set<string>();
  const sights: unknown[] = [];
  for (const file of files) {
    folders.add(dirname(resolve(file)));
    try {
      const target = await realpath(file);
      folders.add(dirname(target));
      const { ino, size, mtimeMs } = await stat(target);
      sights.push([target, ino, size, mtimeMs]);
    } catch {
      sights.push(undefined);
    }
  }
  hints.watch(folders);
  return JSON.stringify(sights);
}

interface Hints extends Disposable {
  /** Which folders the system is to tell of, from now on. */
  watch(folders: ReadonlySet<string>): void;
  /** Resolves when the system told of something since the last time, when it is time to look anyway, or with the signal. */
  next(until: { clock: Clock; pollMs: number; signal?: AbortSignal | undefined }): Promise<void>;
}

function createHints(): Hints {
  const watchers = new Map<string, FSWatcher>();
  let told = Promise.withResolvers<void>();
  const drop = (folder: string): void => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  return {
    watch(folders) {
      for (const folder of [...watchers.keys()].filter((known) => !folders.has(known))) drop(folder);
      for (const folder of folders) {
        if (watchers.has(folder)) continue;
        try {
          const watcher = watch(folder, () => told.resolve());
          // A folder that goes is looked for at the next poll.
          watcher.on("error", () => drop(folder));
          watchers.set(folder, watcher);
        } catch {
          // The same of one that is not there yet.
        }
      }
    },
    async next({ clock, pollMs, signal }) {
      const ended = new AbortController();
      const poll = sleep(clock, pollMs, AbortSignal.any([ended.signal, ...(signal ? [signal] : [])]));
      await Promise.race([told.promise, poll]);
      ended.abort();
      told = Promise.withResolvers<void>();
    },
    [Symbol.dispose]() {
      for (const folder of watchers.keys()) drop(folder);
    },
  };
}

/** Resolves with the signal too. */
async function sleep(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  await clock.sleep(ms, { signal }).catch(() => undefined);
}
