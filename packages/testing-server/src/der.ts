/** The few forms of DER that certificates are made of (X.690). Each function returns a whole element: tag, length, content. */

function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts);

export const set = (...parts: readonly Uint8Array[]): Buffer => element(0x31, ...parts);

export const octets = (content: Uint8Array): Buffer => element(0x04, content);

export const boolean = (value: boolean): Buffer => element(0x01, Buffer.from([value ? 0xff : 0]));

export const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text, "utf8"));

/** A non-negative integer from its bytes, the most significant first. */
export function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const digits = bytes.subarray(start);
  // A first bit that is set would make it negative.
  const sign = ((digits[0] ?? 0) & 0x80) === 0 ? Buffer.alloc(0) : Buffer.from([0]);
  return element(0x02, sign, digits.length === 0 ? Buffer.from([0]) : digits);
}

/** Bits that fill whole bytes, except for `unused` at the end of the last one. */
export const bits = (content: Uint8Array, unused = 0): Buffer => element(0x03, Buffer.from([unused]), content);

export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const septets = [arc & 0x7f];
    for (let more = arc >> 7; more > 0; more >>= 7) septets.unshift(0x80 | (more & 0x7f));
    return septets;
  });
  return element(0x06, Buffer.from(bytes));
}

/** A moment to the second: UTCTime before 2050, GeneralizedTime from then on, as RFC 5280 wants. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replaceAll(/\D/g, "").slice(0, 14);
  return date.getUTCFullYear() < 2050
    ? element(0x17, Buffer.from(`${digits.slice(2)}Z`))
    : element(0x18, Buffer.from(`${digits}Z`));
}

/** An element that a type names by number, such as `[3]` of a certificate; it holds other elements. */
export const explicit = (number: number, ...parts: readonly Uint8Array[]): Buffer => element(0xa0 | number, ...parts);

/** The same for content that has no tag of its own. */
export const implicit = (number: number, content: Uint8Array): Buffer => element(0x80 | number, content);
