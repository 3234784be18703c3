import { createDeflate, constants } from "node:zlib";
import { once } from "node:events";
import type { PeerStream } from "@kubets/testing-fake";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ByteChannel } from "../byte-channel.ts";
import { createSpdyConnection } from "./connection.ts";
import { adler32, dictionary } from "./dictionary.ts";
import { controlFrame, dataFrame, fin, framesOf, frameType, type Frame } from "./frames.ts";

describe("the dictionary", () => {
  it("is that of SPDY/3, by its length and checksum", () => {
    expect(dictionary).toHaveLength(1423);
    expect(adler32(dictionary)).toBe(0xe3c6a7c2);
  });
});

/** A client that compresses its headers, as one stream. */
function createPeer() {
  const deflate = createDeflate({ dictionary, flush: constants.Z_SYNC_FLUSH });
  return async (id: number, headers: Record<string, string>, flags = 0): Promise<Uint8Array> => {
    const length = (text: string): Buffer => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(text.length);
      return Buffer.concat([bytes, Buffer.from(text)]);
    };
    const count = Buffer.alloc(4);
    count.writeUInt32BE(Object.keys(headers).length);
    deflate.write(
      Buffer.concat([count, ...Object.entries(headers).flatMap(([name, value]) => [length(name), length(value)])]),
    );
    const [block] = (await once(deflate, "data")) as [Buffer];
    const start = Buffer.alloc(10);
    start.writeUInt32BE(id);
    const frame = Buffer.from(controlFrame(frameType.synStream, Buffer.concat([start, block])));
    frame[4] = flags;
    return frame;
  };
}

function channelOf(pieces: readonly Uint8Array[]): ByteChannel & { readonly written: Buffer[]; closed: boolean } {
  const channel = {
    written: [] as Buffer[],
    closed: false,
    readable: (async function* () {
      yield* pieces;
    })(),
    signal: new AbortController().signal,
    write: (bytes: Uint8Array) => {
      channel.written.push(Buffer.from(bytes));
      return Promise.resolve();
    },
    close: () => void (channel.closed = true),
  };
  return channel;
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}

const textOf = async ({ readable }: PeerStream): Promise<string> => Buffer.concat(await all(readable)).toString();

describe("a SPDY connection", () => {
  it("gives streams with their headers and data, however the bytes were cut", async () => {
    const syn = createPeer();
    const bytes = Buffer.concat([
      await syn(1, { streamType: "error", port: "80" }, fin),
      await syn(3, { StreamType: "data", port: "80" }),
      dataFrame(3, 0, Buffer.from("hello ")),
      controlFrame(frameType.ping, Buffer.from([0, 0, 0, 1])),
      dataFrame(3, fin, Buffer.from("world")),
      dataFrame(99, fin, Buffer.from("of no stream")),
    ]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: bytes.length }), { maxLength: 20 }), async (cuts) => {
        const bounds = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const channel = channelOf(bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end)));
        const streams = await all(createSpdyConnection(channel).streams);
        expect(streams.map(({ headers }) => [...headers])).toEqual([
          [
            ["streamtype", "error"],
            ["port", "80"],
          ],
          [
            ["streamtype", "data"],
            ["port", "80"],
          ],
        ]);
        expect(await Promise.all(streams.map(textOf))).toEqual(["", "hello world"]);
        const answers = await all(framesOf(channelOf(channel.written).readable));
        const types = answers.map((frame: Frame) => (frame.kind === "control" ? frame.type : "data"));
        expect(types).toEqual([frameType.synReply, frameType.synReply, frameType.ping]);
      }),
      { numRuns: 50 },
    );
  });

  it("ends with a peer that speaks nonsense", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 }), async (noise) => {
        const broken = controlFrame(frameType.synStream, Buffer.from("not what a stream begins with"));
        const channel = channelOf([broken, ...noise]);
        const streams = await all(createSpdyConnection(channel).streams);
        expect(streams).toEqual([]);
        expect(channel.closed).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
