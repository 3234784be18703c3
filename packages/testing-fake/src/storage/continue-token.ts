import { goQuotedByte } from "../go-text.ts";
import { badRequest } from "../http/status.ts";

/** Where a list goes on: clients hand it back as they got it. */
export interface ContinueToken {
  /** The revision of the first page; -1 goes on at the newest state, with a list that is not one snapshot. */
  readonly revision: number;
  /** The first key that is wanted. */
  readonly start: string;
}

const encodingVersion = "meta.k8s.io/v1";

/** The token for what follows the object at `lastKey`. */
export function encodeContinue(lastKey: string, revision: number): string {
  const text = JSON.stringify({ v: encodingVersion, rv: revision, start: `/${lastKey}\0` });
  return btoa(String.fromCodePoint(...new TextEncoder().encode(text)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** Reads a token; anything but one of ours is a bad request. */
export function decodeContinue(token: string): ContinueToken {
  const bad = (why: string): Error => badRequest(`invalid continue token: continue key is not valid: ${why}`);
  if (!/^[\w-]*$/.test(token)) throw bad(`illegal base64 data at input byte ${token.search(/[^\w-]/)}`);
  let text = "";
  let fields: { v?: unknown; rv?: unknown; start?: unknown };
  try {
    text = atob(token.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (char) => char.codePointAt(0) ?? 0);
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof value !== "object" || value === null) throw new TypeError("not an object");
    fields = value;
  } catch {
    const [first] = text;
    if (first === undefined) throw bad("unexpected end of JSON input");
    throw bad(`invalid character ${goQuotedByte(first.codePointAt(0) ?? 0)} looking for beginning of value`);
  }
  const { v = "", rv = 0, start = "" } = fields;
  if (v !== encodingVersion) throw bad(`server does not recognize this encoded version ${String(v)}`);
  if (typeof rv !== "number" || !Number.isInteger(rv) || rv === 0) {
    throw bad(`incorrect encoded start resourceVersion (version ${encodingVersion})`);
  }
  if (typeof start !== "string" || start === "") throw bad(`encoded start key empty (version ${encodingVersion})`);
  // A key must not reach outside of its collection.
  if (!start.startsWith("/") || start.split("/").some((part) => part === "." || part === "..")) throw bad(start);
  return { revision: rv, start: start.slice(1) };
}
