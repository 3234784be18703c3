import { KubernetesError } from "@kubets/apimachinery";
import type { TokenSource } from "@kubets/rest";
import { realClock, type Clock } from "@kubets/wait";
import { explainFileError } from "./file-error.ts";
import { readBounded } from "./read-bounded.ts";

/** Options of {@link createTokenFileSource}. */
export interface TokenFileOptions {
  readonly path: string;
  /** Used until the file was read for the first time, where reading fails (F061). */
  readonly initialToken?: string | undefined;
  /** Default: the real clock. */
  readonly clock?: Clock | undefined;
  /** How to read the file; default: from disk. */
  readonly read?: ((path: string) => Promise<string>) | undefined;
}

/** No token is as long, and no server takes one. */
const mostBytes = 1024 * 1024;
/** A token counts for a minute and is read anew 10 s before that is over. */
const freshMs = 60_000 - 10_000;

/**
 * A bearer token from a file that somebody else renews, such as that of a pod's service account. The file is read on
 * use, at most every 50 s, and once for all calls that ask at the same time (F030, C76). Space around the token is cut
 * off; an empty file is an error.
 *
 * Where reading fails the last good token stays in use, and the next call reads again; an error of reason `Configuration`
 * comes only where there never was a token. `reset` makes the next call read, without forgetting the token.
 */
export function createTokenFileSource(options: TokenFileOptions): TokenSource {
  const { path, clock = realClock, read = readText } = options;
  let last = options.initialToken;
  let freshUntil = -Infinity;
  let reading: Promise<string> | undefined;

  const refresh = async (): Promise<string> => {
    try {
      last = await readToken(path, read);
      freshUntil = clock.monotonicNow() + freshMs;
    } catch (error) {
      if (last === undefined) throw error;
    } finally {
      reading = undefined;
    }
    return last;
  };

  return {
    token({ signal } = {}) {
      if (last !== undefined && clock.monotonicNow() < freshUntil) return last;
      reading ??= refresh();
      return signal === undefined ? reading : unlessAborted(reading, signal);
    },
    reset() {
      freshUntil = -Infinity;
    },
  };
}

async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readBounded(path, mostBytes));
}

async function readToken(path: string, read: (path: string) => Promise<string>): Promise<string> {
  let text: string;
  try {
    text = await read(path);
  } catch (error) {
    throw new KubernetesError(`${path}: the token cannot be read: ${explainFileError(error)}`, {
      reason: "Configuration",
      cause: error,
    });
  }
  const token = text.trim();
  if (token === "")
    throw new KubernetesError(`${path}: expected a token, found an empty file`, { reason: "Configuration" });
  return token;
}

/** Lets one caller go while the others go on waiting. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void =>
    aborted.reject(
      new KubernetesError("the call was aborted while its token was read", { reason: "Aborted", cause: signal.reason }),
    );
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort);
  try {
    return await Promise.race([work, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
