/** Who an object is and in which version, read from its bytes. */
export interface ObjectIdentity {
  readonly name: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Where the content of its metadata begins. */
  readonly metadataAt: number;
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

const decoder = new TextDecoder();

/**
 * Reads an object's identity from the beginning of its bytes, without parsing it. Undefined where it has none, where it is
 * written otherwise than servers write (with blanks, say), and where too few bytes are there.
 */
export function readIdentity(bytes: Uint8Array, start: number, end: number): ObjectIdentity | undefined {
  const metadataAt = findMetadata(bytes, start, end);
  if (metadataAt < 0) return undefined;
  let name = "";
  let namespace = "";
  let uid = "";
  let resourceVersion = "";
  for (let at = metadataAt; ;) {
    const fieldEnd = stringEnd(bytes, at, end);
    if (fieldEnd < 0 || bytes[fieldEnd] !== colon) return undefined;
    const valueAt = fieldEnd + 1;
    const valueEnd = skipValue(bytes, valueAt, end);
    if (valueEnd < 0) return undefined;
    if (isText(bytes, at, fieldEnd, "name")) name = textOf(bytes, valueAt, valueEnd);
    else if (isText(bytes, at, fieldEnd, "namespace")) namespace = textOf(bytes, valueAt, valueEnd);
    else if (isText(bytes, at, fieldEnd, "uid")) uid = textOf(bytes, valueAt, valueEnd);
    else if (isText(bytes, at, fieldEnd, "resourceVersion")) resourceVersion = textOf(bytes, valueAt, valueEnd);
    // Servers write a namespace before both uid and resourceVersion, in the order of Go's structs and in that of the alphabet.
    if (name && uid && resourceVersion) return { name, namespace, uid, resourceVersion, metadataAt };
    if (bytes[valueEnd] !== comma) return undefined;
    at = valueEnd + 1;
  }
}

/** Where the content of an object's metadata begins; -1 where that is not to be seen. */
export function findMetadata(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== openBrace) return -1;
  for (let at = start + 1; ;) {
    const fieldEnd = stringEnd(bytes, at, end);
    if (fieldEnd < 0 || bytes[fieldEnd] !== colon) return -1;
    if (isText(bytes, at, fieldEnd, "metadata")) {
      return bytes[fieldEnd + 1] === openBrace && fieldEnd + 1 < end ? fieldEnd + 2 : -1;
    }
    const valueEnd = skipValue(bytes, fieldEnd + 1, end);
    if (valueEnd < 0 || bytes[valueEnd] !== comma) return -1;
    at = valueEnd + 1;
  }
}

/** Whether the string in `bytes[from..to)`, quotes included, is this one; none of those asked for needs an escape. */
function isText(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length + 2) return false;
  for (let i = 0; i < text.length; i++) if (bytes[from + 1 + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** The text of a string; empty for other values. An escape is left as it is: no identity that is known has one. */
function textOf(bytes: Uint8Array, from: number, to: number): string {
  return bytes[from] === quote ? decoder.decode(bytes.subarray(from + 1, to - 1)) : "";
}

/** Behind the string that begins at `at`; -1 where none does, or where it does not end. */
function stringEnd(bytes: Uint8Array, at: number, end: number): number {
  if (at >= end || bytes[at] !== quote) return -1;
  for (let i = at + 1; i < end; i++) {
    if (bytes[i] === backslash) i++;
    else if (bytes[i] === quote) return i + 1;
  }
  return -1;
}

/** Behind the value that begins at `at`: there, before `end`, is a comma or what closes its container. Else -1. */
function skipValue(bytes: Uint8Array, at: number, end: number): number {
  let depth = 0;
  for (let i = at; i < end;) {
    const byte = bytes[i];
    if (byte === quote) {
      i = stringEnd(bytes, i, end);
      if (i < 0) return -1;
      continue;
    }
    if (byte === openBrace || byte === openBracket) depth++;
    else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 0) return i;
      depth--;
    } else if (byte === comma && depth === 0) return i;
    i++;
  }
  return -1;
}
