/** What a body that is no longer sent throws: whoever writes it breaks the connection. */
export class BrokenBody extends Error {
  override readonly name: string = "BrokenBody";
}

type Body = string | Uint8Array | AsyncIterable<string>;

/** The beginning of a body: at most so many bytes, then nothing but a broken connection. */
export async function* cutAfterBytes(body: Body, bytes: number): AsyncGenerator<string> {
  let left = bytes;
  for await (const text of textsOf(body)) {
    const room = new Uint8Array(left);
    const { read, written } = new TextEncoder().encodeInto(text, room);
    if (read > 0) yield text.slice(0, read);
    left -= written;
    if (read < text.length) throw new BrokenBody("cut short");
  }
  // An answer shorter than that is cut at its end.
  throw new BrokenBody("cut short");
}

/** So many whole events of a watch and half of the next. */
export async function* cutAfterEvents(body: Body, events: number): AsyncGenerator<string> {
  let seen = 0;
  for await (const line of linesOf(body)) {
    if (seen++ < events) yield line;
    else {
      yield line.slice(0, Math.ceil(line.length / 2));
      throw new BrokenBody("cut short");
    }
  }
}

/** So many events of a watch, then silence until the client is gone. */
export async function* stallAfterEvents(body: Body, events: number, gone: AbortSignal): AsyncGenerator<string> {
  let seen = 0;
  if (events > 0) {
    for await (const line of linesOf(body)) {
      yield line;
      if (++seen >= events) break;
    }
  }
  await untilAborted(gone);
}

/** Each event of a watch twice; bookmarks and errors once. */
export async function* duplicated(body: Body): AsyncGenerator<string> {
  for await (const line of linesOf(body)) {
    yield /^\{"type":"(?:ADDED|MODIFIED|DELETED)"/.test(line) ? line + line : line;
  }
}

/** A body that breaks when the signal fires, whatever it waits for. */
export function breakable(body: AsyncIterable<string>, signal: AbortSignal): AsyncIterable<string> {
  return {
    [Symbol.asyncIterator]() {
      const source = body[Symbol.asyncIterator]();
      let fail: ((error: Error) => void) | undefined;
      const onAbort = (): void => {
        fail?.(new BrokenBody("the server restarts"));
        void source.return?.();
      };
      signal.addEventListener("abort", onAbort, { once: true });
      const done = (): void => signal.removeEventListener("abort", onAbort);
      return {
        next() {
          if (signal.aborted) return Promise.reject(new BrokenBody("the server restarts"));
          const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<string>>();
          fail = reject;
          const read = async (): Promise<void> => {
            const result = await source.next();
            if (result.done) done();
            resolve(result);
          };
          read().catch(reject);
          return promise;
        },
        async return() {
          done();
          await source.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  else signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}

async function* textsOf(body: Body): AsyncGenerator<string> {
  if (typeof body === "string") yield body;
  else if (body instanceof Uint8Array) yield new TextDecoder().decode(body);
  else yield* body;
}

async function* linesOf(body: Body): AsyncGenerator<string> {
  let rest = "";
  for await (const text of textsOf(body)) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield `${line}\n`;
  }
  if (rest !== "") yield rest;
}
