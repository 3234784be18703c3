/** A body that arrives in pieces of a size. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

/** The bytes with one of them turned over. */
export function garbled(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? 0xff - byte : byte));
}
