import type { Readable } from "node:stream";
import type { KubernetesError } from "@kubets/apimachinery";
import type { SilenceWatch } from "./silence.ts";

export interface BodyOptions {
  readonly failure: (cause: unknown) => KubernetesError;
  readonly silence?: SilenceWatch;
  /** Whether a body that seems to have ended was cut short. Default: it was not. */
  readonly isCut?: () => boolean;
}

/** The error of a body whose connection broke. */
export function cutShort(): Error {
  return Object.assign(new Error("the answer was cut short"), { code: "ECONNRESET" });
}

/** So many bytes wait for a slow reader before the stream is paused, beside what the stream itself holds then. */
const waitingBytes = 64 * 1024;

/**
 * A stream as the body of an answer. Not a generator: `return` must free the connection before the first read too. Only
 * while somebody waits for bytes does the peer owe them.
 *
 * It takes what the stream emits: Node's own iterator gathers chunks in the stream's buffer and copies them out of it, which
 * costs a watch a tenth of its rate.
 */
export function toBody(stream: Readable, { failure, silence, isCut }: BodyOptions): AsyncIterable<Uint8Array> {
  const waiting: Uint8Array[] = [];
  let size = 0;
  let reading = false;
  let ended: { readonly error?: unknown } | undefined;
  let readers: (() => void)[] = [];
  const isIdle = (): boolean => waiting.length === 0 && !ended;
  const wake = (): void => {
    const woken = readers;
    readers = [];
    for (const each of woken) each();
  };
  const end = (how: { readonly error?: unknown }): void => {
    ended ??= how;
    wake();
  };
  // An error that nobody is reading for must not end the process (D19): the next read tells it.
  stream.on("error", (error) => end({ error }));
  stream.once("end", () => end(isCut?.() ? { error: cutShort() } : {}));
  stream.once("close", () => ended ?? end({ error: cutShort() }));
  silence?.heard();
  const take = (chunk: Uint8Array): void => {
    waiting.push(chunk);
    size += chunk.length;
    if (size >= waitingBytes) stream.pause();
    wake();
  };

  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      while (isIdle()) {
        if (!reading) stream.on("data", take);
        reading = true;
        if (stream.isPaused()) stream.resume();
        silence?.owed();
        await new Promise<void>((resolve) => readers.push(resolve));
        silence?.heard();
      }
      if (ended && "error" in ended) {
        const error = failure(ended.error);
        // What came before a connection broke is given first; who ended the call wants no more.
        if (waiting.length === 0 || error.reason === "Aborted") throw error;
      }
      const value = waiting.shift();
      size -= value?.length ?? 0;
      return value ? { done: false, value } : { done: true, value: undefined };
    },
    return() {
      waiting.length = 0;
      end({});
      stream.destroy();
      return Promise.resolve({ done: true, value: undefined });
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}

/** Bytes that are here already as a body. */
export function wholeBody(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  let unread: Uint8Array | undefined = bytes.length > 0 ? bytes : undefined;
  const iterator: AsyncIterator<Uint8Array> = {
    next() {
      const value = unread;
      unread = undefined;
      return Promise.resolve(value ? { done: false, value } : { done: true, value: undefined });
    },
    return: () => Promise.resolve({ done: true, value: undefined }),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
