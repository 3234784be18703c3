import { createPipe, type PeerStream, type Pipe, type StreamConnection } from "@kubets/testing-fake";
import type { ByteChannel } from "../byte-channel.ts";
import { controlFrame, dataFrame, fin, framesOf, frameType, type Frame } from "./frames.ts";
import { createHeaderReader, emptyHeaders } from "./headers.ts";

const largestPayload = 32 * 1024;

/**
 * The server's side of SPDY/3.1 as Kubernetes uses it: the client opens streams, each is accepted at once, and both sides
 * send until they have ended them. Windows are not kept: no client of Kubernetes looks at them.
 */
export function createSpdyConnection(channel: ByteChannel): StreamConnection {
  const streams = new Map<number, Pipe>();
  const opened: PeerStream[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  const headers = createHeaderReader();
  let replied = false;

  const open = (id: number, own: Map<string, string>): void => {
    const pipe = createPipe();
    streams.set(id, pipe);
    const writing = { over: false };
    opened.push({
      headers: own,
      readable: pipe,
      async write(bytes) {
        for (let at = 0; at < bytes.length && !writing.over; at += largestPayload) {
          await channel.write(dataFrame(id, 0, bytes.subarray(at, at + largestPayload)));
        }
      },
      end() {
        if (writing.over) return;
        writing.over = true;
        void channel.write(dataFrame(id, fin, new Uint8Array()));
      },
    });
    wake?.();
  };

  const take = async (frame: Frame): Promise<void> => {
    if (frame.kind === "data") {
      const pipe = streams.get(frame.stream);
      await pipe?.write(Buffer.from(frame.payload));
      if (frame.flags & fin) pipe?.end();
      return;
    }
    const { type, payload, flags } = frame;
    if (type === frameType.synStream) {
      const id = payload.readUInt32BE(0);
      const own = headers.read(payload.subarray(10));
      const reply = Buffer.alloc(4);
      reply.writeUInt32BE(id);
      await channel.write(controlFrame(frameType.synReply, Buffer.concat([reply, emptyHeaders(!replied)])));
      replied = true;
      open(id, own);
      if (flags & fin) streams.get(id)?.end();
    } else if (type === frameType.headers) headers.read(payload.subarray(4));
    else if (type === frameType.rstStream) streams.get(payload.readUInt32BE(0))?.end();
    else if (type === frameType.ping) await channel.write(controlFrame(frameType.ping, payload));
  };

  const end = (): void => {
    ended = true;
    for (const pipe of streams.values()) pipe.end();
    wake?.();
  };
  const read = async (): Promise<void> => {
    for await (const frame of framesOf(channel.readable)) await take(frame);
  };
  // A peer that speaks nonsense is one that is gone.
  read().then(end, () => {
    channel.close();
    end();
  });

  const next = async (): Promise<IteratorResult<PeerStream>> => {
    for (;;) {
      const value = opened.shift();
      if (value) return { done: false, value };
      if (ended) return { done: true, value: undefined };
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };

  return {
    streams: { [Symbol.asyncIterator]: () => ({ next }) },
    signal: channel.signal,
    close: () => channel.close(),
  };
}
