import type { Header } from "@kubets/rest";

/** Headers as Node takes them: a name that repeats has a list. */
export function toNodeHeaders(headers: readonly Header[]): Record<string, string | string[]> {
  const byName: Record<string, string | string[]> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    const before = byName[key];
    byName[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return byName;
}

/** Node's flat list of an answer's headers as pairs, names in lower case. */
export function fromRawHeaders(raw: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) headers.push([(raw[i] as string).toLowerCase(), raw[i + 1] as string]);
  return headers;
}

/** What describes the bytes on the wire, and not those that a decompressed body gives. */
const ofTheWire = new Set(["content-encoding", "content-length"]);

/** The headers of an answer whose body has been decompressed. */
export function withoutThoseOfTheWire(headers: readonly Header[]): Header[] {
  return headers.filter(([name]) => !ofTheWire.has(name));
}
