/** Types of control frames that anything here looks at. */
export const frameType = { synStream: 1, synReply: 2, rstStream: 3, ping: 6, goAway: 7, headers: 8 } as const;

export const fin = 0x01;

export type Frame =
  | { readonly kind: "data"; readonly stream: number; readonly flags: number; readonly payload: Buffer }
  | { readonly kind: "control"; readonly type: number; readonly flags: number; readonly payload: Buffer };

const headerBytes = 8;

/** Takes bytes, however they were cut, apart into frames of SPDY/3. */
export async function* framesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of bytes) {
    rest = rest.length === 0 ? Buffer.from(piece) : Buffer.concat([rest, piece]);
    while (rest.length >= headerBytes) {
      const length = rest.readUIntBE(5, 3);
      if (rest.length < headerBytes + length) break;
      const payload = rest.subarray(headerBytes, headerBytes + length);
      const flags = rest[4] ?? 0;
      const first = rest.readUInt32BE(0);
      yield first >= 0x80000000
        ? { kind: "control", type: first & 0xffff, flags, payload }
        : { kind: "data", stream: first, flags, payload };
      rest = rest.subarray(headerBytes + length);
    }
  }
}

export function dataFrame(stream: number, flags: number, payload: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(headerBytes + payload.length);
  frame.writeUInt32BE(stream, 0);
  frame[4] = flags;
  frame.writeUIntBE(payload.length, 5, 3);
  frame.set(payload, headerBytes);
  return frame;
}

export function controlFrame(type: number, payload: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(headerBytes + payload.length);
  frame.writeUInt16BE(0x8003, 0);
  frame.writeUInt16BE(type, 2);
  frame.writeUIntBE(payload.length, 5, 3);
  frame.set(payload, headerBytes);
  return frame;
}
