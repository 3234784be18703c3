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
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
/** Makes a brace of a bracket. */
const raising = 0x20;

const fields = ['"name"', '"uid"', '"resourceVersion"', '"namespace"'];

const decoder = new TextDecoder();

/**
 * Reads an object's identity from the beginning of its bytes, without parsing it. Undefined where it has none, where it is
 * written otherwise than servers write (with blanks, say), and where too few bytes are there.
 */
export function readIdentity(bytes: Uint8Array, start: number, end: number): ObjectIdentity | undefined {
  const metadataAt = findMetadata(bytes, start, end);
  let identity: ObjectIdentity | undefined;
  const texts: string[] = [];
  walk(bytes, metadataAt, end, (nameAt, valueAt) => {
    const field = fields.findIndex((name) => startsWith(bytes, nameAt, name));
    if (field >= 0) texts[field] = textOf(bytes, valueAt + 1, stringEnd(bytes, valueAt, end) - 1);
    const [name, uid, resourceVersion, namespace = ""] = texts;
    // Servers write a namespace before both uid and resourceVersion, in the order of Go's structs and in that of the alphabet.
    if (name && uid && resourceVersion) identity = { name, namespace, uid, resourceVersion, metadataAt };
    return !!identity;
  });
  return identity;
}

/** Where the content of an object's metadata begins; -1 where that is not to be seen. */
export function findMetadata(bytes: Uint8Array, start: number, end: number): number {
  let metadataAt = -1;
  if (bytes[start] !== openBrace) return metadataAt;
  walk(bytes, start + 1, end, (nameAt, valueAt) => {
    const isIt = startsWith(bytes, nameAt, '"metadata"');
    if (isIt && bytes[valueAt] === openBrace && valueAt < end) metadataAt = valueAt + 1;
    return isIt;
  });
  return metadataAt;
}

export function textOf(bytes: Uint8Array, from?: number, to?: number): string {
  return decoder.decode(bytes.subarray(from, to));
}

/** Whether there are the bytes of `text`, which is ASCII. */
export function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/**
 * Goes through the members of an object from that at `at` on, up to one that is `enough`. Where something is missing or is
 * not written as servers write, a place is NaN: no byte is there, and no text ends there.
 */
function walk(bytes: Uint8Array, at: number, end: number, enough: (nameAt: number, valueAt: number) => boolean): void {
  for (;;) {
    const nameEnd = stringEnd(bytes, at, end);
    if (bytes[nameEnd] !== colon || enough(at, nameEnd + 1)) return;
    at = skipValue(bytes, nameEnd + 1, end);
    if (bytes[at++] !== comma) return;
  }
}

/** Behind the string that begins at `at`; NaN where none does, or where it does not end. */
function stringEnd(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== quote) return NaN;
  for (let i = at + 1; i < end; i++) {
    if (bytes[i] === backslash) i++;
    else if (bytes[i] === quote) return i + 1;
  }
  return NaN;
}

/** Behind the value that begins at `at`: there, before `end`, is a comma or what closes its container. Else NaN. */
function skipValue(bytes: Uint8Array, at: number, end: number): number {
  let depth = 0;
  for (let i = at; i < end;) {
    const byte = bytes[i] as number;
    if (byte === quote) {
      i = stringEnd(bytes, i, end);
      continue;
    }
    if ((byte | raising) === openBrace) depth++;
    else if ((byte | raising) === closeBrace) {
      if (depth-- === 0) return i;
    } else if (byte === comma && depth === 0) return i;
    i++;
  }
  return NaN;
}
