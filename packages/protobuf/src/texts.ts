/**
 * Strings out of bytes. Objects repeat themselves ("True", "Running", names of nodes): short texts that come again are taken
 * from a table of fixed size, which is faster than making them, and one string in memory in place of thousands.
 */
const longestKept = 32;
const slots = 2048;
const kept = Array.from({ length: slots }, () => "");

// A byte order mark at the start of a string is part of the string.
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** The text of `bytes[start..end)`. */
export function textOf(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length > longestKept) return decoder.decode(bytes.subarray(start, end));
  if (length === 0) return "";
  // Of a few bytes: that they are the same is seen below, of all of them.
  let hash = length;
  hash = Math.imul(hash, 31) + (bytes[start] as number);
  hash = Math.imul(hash, 31) + (bytes[start + (length >> 1)] as number);
  hash = Math.imul(hash, 31) + (bytes[end - 1 - (length >> 2)] as number);
  hash = Math.imul(hash, 31) + (bytes[end - 1] as number);
  const slot = (hash ^ (hash >>> 15)) & (slots - 1);
  const known = kept[slot] as string;
  if (known.length === length && isTextOf(known, bytes, start)) return known;
  const text = decoder.decode(bytes.subarray(start, end));
  // Beyond ASCII, bytes are not characters, and the text is never found again.
  kept[slot] = text;
  return text;
}

function isTextOf(text: string, bytes: Uint8Array, start: number): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) !== bytes[start + index]) return false;
  return true;
}
