import type { Duplex } from "node:stream";
import type { MessageSocket } from "@kubets/testing-fake";

/** Bytes both ways. */
export interface ByteChannel {
  /** To be read once. */
  readonly readable: AsyncIterable<Uint8Array>;
  /** Fires when the peer is gone. */
  readonly signal: AbortSignal;
  /** Resolves when there is room for more; after the end, at once. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends it once all has been sent. */
  close(): void;
}

/** The connection itself; `head` is what has been read of it already. */
export function channelOfSocket(socket: Duplex, head: Uint8Array): ByteChannel {
  const gone = new AbortController();
  socket.once("close", () => gone.abort());
  // A connection that breaks ends the session; there is nobody to tell.
  socket.on("error", () => socket.destroy());
  if (head.length > 0) socket.unshift(head);
  return {
    readable: socket as AsyncIterable<Uint8Array>,
    signal: gone.signal,
    write(bytes) {
      if (!socket.writable) return Promise.resolve();
      return new Promise((resolve) => socket.write(bytes, () => resolve()));
    },
    close: () => void socket.end(),
  };
}

/** The messages of a WebSocket, whose bounds mean nothing. */
export function channelOfMessages(socket: MessageSocket): ByteChannel {
  const bytesOf = async function* (): AsyncGenerator<Uint8Array> {
    for await (const message of socket.messages) yield typeof message === "string" ? Buffer.from(message) : message;
  };
  return {
    readable: bytesOf(),
    signal: socket.signal,
    write: (bytes) => socket.send(bytes),
    close: () => socket.close(1000),
  };
}
