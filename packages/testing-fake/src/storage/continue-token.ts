import { goQuotedByte } from "../go-text.ts";
import { isObject } from "../json.ts";
import { parseJsonExactly } from "../schema/parse-json.ts";
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
  const wrong = token.search(/[^\w-]/);
  if (wrong >= 0) throw bad(`illegal base64 data at input byte ${wrong}`);
  // A single character of the last four stands for nothing whole.
  if (token.length % 4 === 1) throw bad(`illegal base64 data at input byte ${token.length - 1}`);
  const bytes = Uint8Array.from(atob(token.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  const [head = 0] = bytes;
  // Beyond ASCII, a byte is no text of its own.
  if (head > 0x7f) throw bad(`invalid character ${goQuotedByte(head)} looking for beginning of value`);
  let value: unknown;
  try {
    ({ value } = parseJsonExactly(new TextDecoder().decode(bytes)));
  } catch (error) {
    throw bad(error instanceof Error ? error.message : String(error));
  }
  if (value !== null && !isObject(value)) {
    const found = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
    throw bad(`json: cannot unmarshal ${found} into Go value of type storage.continueToken`);
  }
  const { v = "", rv = 0, start = "" } = value ?? {};
  if (v !== encodingVersion) throw bad(`server does not recognize this encoded version ${String(v)}`);
  if (typeof rv !== "number" || !Number.isInteger(rv) || rv === 0) {
    throw bad(`incorrect encoded start resourceVersion (version ${encodingVersion})`);
  }
  if (typeof start !== "string" || start === "") throw bad(`encoded start key empty (version ${encodingVersion})`);
  // A key must not reach outside of its collection.
  if (!start.startsWith("/") || start.split("/").some((part) => part === "." || part === "..")) throw bad(start);
  return { revision: rv, start: start.slice(1) };
}
