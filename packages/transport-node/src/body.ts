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

/**
 * A stream as the body of an answer. Not a generator: `return` must free the connection before the first read too. Only
 * while somebody waits for bytes does the peer owe them.
 */
export function toBody(stream: Readable, { failure, silence, isCut }: BodyOptions): AsyncIterable<Uint8Array> {
  // An error that nobody is reading for must not end the process (D19): the next read tells it.
  let failed: unknown;
  stream.on("error", (error) => {
    failed = error;
  });
  silence?.heard();
  let chunks: AsyncIterator<Uint8Array> | undefined;
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      try {
        if (failed !== undefined) throw failed;
        chunks ??= stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
        silence?.owed();
        const result = await chunks.next();
        if (result.done && isCut?.()) throw cutShort();
        return result;
      } catch (error) {
        throw failure(error);
      } finally {
        silence?.heard();
      }
    },
    return() {
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
