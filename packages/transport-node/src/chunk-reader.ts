const [cr, lf] = [0x0d, 0x0a];

/** A length of more digits is not plain, and more than any server sends at once. */
const mostDigits = 7;

/** What the next byte belongs to. */
const parts = { size: 0, sizeEnd: 1, data: 2, dataEnd: 3, chunkEnd: 4 } as const;

/**
 * Takes the data out of a body in chunks (RFC 9112, 7.1) while these are plain: a length, and so many bytes. Call the result
 * with the bytes as they arrive; it returns undefined, or, once a chunk comes that is not plain, such as the last one, the
 * bytes from its beginning on, for a parser that knows the rest. Throws where a chunk is longer than it said.
 */
export function createChunkReader(take: (data: Uint8Array) => void): (bytes: Buffer) => Buffer | undefined {
  let part: (typeof parts)[keyof typeof parts] = parts.size;
  /** Of the length that is being read. */
  let digits = "";
  /** How much of a chunk's data is still to come. */
  let missing = 0;

  return (bytes) => {
    for (let at = 0; at < bytes.length;) {
      if (part === parts.data) {
        const end = Math.min(at + missing, bytes.length);
        take(bytes.subarray(at, end));
        missing -= end - at;
        at = end;
        if (missing === 0) part = parts.dataEnd;
        continue;
      }
      const byte = bytes[at] as number;
      if (part === parts.dataEnd || part === parts.chunkEnd) {
        if (byte !== (part === parts.dataEnd ? cr : lf)) throw overlong();
        digits = "";
        part = part === parts.dataEnd ? parts.chunkEnd : parts.size;
      } else if (part === parts.sizeEnd) {
        if (byte !== lf) return Buffer.concat([Buffer.from(`${digits}\r`), bytes.subarray(at)]);
        part = parts.data;
      } else if (byte === cr && (missing = parseInt(digits, 16)) > 0) part = parts.sizeEnd;
      else if (isHexDigit(byte) && digits.length < mostDigits) digits += String.fromCharCode(byte);
      else return Buffer.concat([Buffer.from(digits), bytes.subarray(at)]);
      at++;
    }
    return undefined;
  };
}

function isHexDigit(byte: number): boolean {
  const lower = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (lower >= 0x61 && lower <= 0x66);
}

function overlong(): Error {
  return Object.assign(new Error("a chunk of the answer is longer than it says"), { code: "HPE_STRICT" });
}
