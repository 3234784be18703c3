import type { MessageSocket } from "@kubets/testing-fake";
import type { RawData, WebSocket } from "ws";

/** So many messages may wait before the connection is not read any further. */
const room = 64;

/** A WebSocket as testing-fake serves it. */
export function messageSocketOf(socket: WebSocket): MessageSocket {
  const gone = new AbortController();
  const waiting: (string | Uint8Array)[] = [];
  let wake: (() => void) | undefined;
  let ended = false;

  socket.on("message", (data: RawData, isBinary: boolean) => {
    // The default of ws: binary messages are one Buffer.
    const bytes = data as Buffer;
    waiting.push(isBinary ? bytes : bytes.toString("utf8"));
    if (waiting.length >= room) socket.pause();
    wake?.();
  });
  // What breaks a connection closes it too.
  socket.on("error", () => {});
  socket.once("close", () => {
    ended = true;
    gone.abort();
    wake?.();
  });

  const next = async (): Promise<IteratorResult<string | Uint8Array>> => {
    for (;;) {
      const value = waiting.shift();
      if (value !== undefined) {
        if (waiting.length < room && socket.isPaused) socket.resume();
        return { done: false, value };
      }
      if (ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };

  return {
    messages: { [Symbol.asyncIterator]: () => ({ next }) },
    signal: gone.signal,
    send: (message) => {
      if (socket.readyState !== socket.OPEN) return Promise.resolve();
      return new Promise((resolve) => socket.send(message, { binary: typeof message !== "string" }, () => resolve()));
    },
    close: (code, reason) => {
      // One that does not read hears no goodbye either.
      if (socket.isPaused) socket.resume();
      socket.close(code, reason);
    },
    terminate: () => socket.terminate(),
  };
}
