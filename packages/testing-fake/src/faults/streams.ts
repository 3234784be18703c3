import type { ApiServerResponse } from "../http/api-server.ts";
import { createEventSplitter, type Piece } from "../http/event-splitter.ts";

/** What a body that is no longer sent throws: whoever writes it breaks the connection. */
class BrokenBody extends Error {
  override readonly name: string = "BrokenBody";
}

type Body = ApiServerResponse["body"];

/** The beginning of a body: at most so many bytes, then nothing but a broken connection. */
export async function* cutAfterBytes(body: Body, bytes: number): AsyncGenerator<Piece> {
  let left = bytes;
  for await (const piece of piecesOf(body)) {
    const whole = typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
    if (left > 0) yield whole.subarray(0, left);
    left -= whole.length;
    if (left < 0) throw new BrokenBody("cut short");
  }
  // An answer shorter than that is cut at its end.
  throw new BrokenBody("cut short");
}

/** So many whole events of a watch and half of the next. */
export async function* cutAfterEvents(body: Body, events: number): AsyncGenerator<Piece> {
  let seen = 0;
  for await (const event of eventsOf(body)) {
    if (seen++ < events) yield event;
    else {
      yield event.slice(0, Math.ceil(event.length / 2));
      throw new BrokenBody("cut short");
    }
  }
}

/** So many events of a watch, then silence until the client is gone. */
export async function* stallAfterEvents(body: Body, events: number, gone: AbortSignal): AsyncGenerator<Piece> {
  let seen = 0;
  if (events > 0) {
    for await (const event of eventsOf(body)) {
      yield event;
      if (++seen >= events) break;
    }
  }
  await untilAborted(gone);
}

/** Each event of a watch twice; bookmarks and errors once. */
export async function* duplicated(body: Body): AsyncGenerator<Piece> {
  for await (const event of eventsOf(body)) {
    yield event;
    if (repeatable.test(typeof event === "string" ? event : beginningOf(event))) yield event;
  }
}

/** Both in JSON and in protobuf, where the type is the first field, an event says early what it is. */
const repeatable = /^(?:\{"type":"|.{4}\n.)(?:ADDED|MODIFIED|DELETED)/s;

function beginningOf(event: Uint8Array): string {
  return String.fromCharCode(...event.subarray(0, 16));
}

/** A body that breaks when the signal fires, whatever it waits for. */
export function breakable(body: AsyncIterable<Piece>, signal: AbortSignal): AsyncIterable<Piece> {
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
          const { promise, resolve, reject } = Promise.withResolvers<IteratorResult<Piece>>();
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

async function* piecesOf(body: Body): AsyncGenerator<Piece> {
  if (typeof body === "string" || body instanceof Uint8Array) yield body;
  else yield* body;
}

async function* eventsOf(body: Body): AsyncGenerator<Piece> {
  const splitter = createEventSplitter();
  for await (const piece of piecesOf(body)) yield* splitter.push(piece);
  const rest = splitter.rest();
  if (rest.length > 0) yield rest;
}
