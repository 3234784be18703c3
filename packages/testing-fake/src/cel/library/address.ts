import { goQuote } from "../../go-text.ts";

/** An IP address: 4 bytes or 16. */
export type Address = Uint8Array;

/** Reads an address as Go's netip does, without a zone; a text says what is wrong with it. */
export function readAddress(text: string): { readonly address: Address; readonly zone: boolean } | string {
  const failure = (why: string, at?: string): string =>
    `ParseAddr(${goQuote(text)}): ${why}${at ? ` (at ${goQuote(at)})` : ""}`;
  const kind = /[.:%]/.exec(text)?.[0];
  if (kind === undefined) return failure("unable to parse IP");
  if (kind === "%") return failure("missing IPv6 address");
  if (kind === ".") {
    const bytes = readFour(text);
    return Array.isArray(bytes) ? { address: Uint8Array.from(bytes), zone: false } : failure(bytes.why, bytes.at);
  }
  const percent = text.indexOf("%");
  if (percent === text.length - 1) return failure("zone must be a non-empty string");
  const bytes = readSixteen(percent === -1 ? text : text.slice(0, percent));
  return Array.isArray(bytes)
    ? { address: Uint8Array.from(bytes), zone: percent !== -1 }
    : failure(bytes.why, bytes.at);
}

interface Problem {
  readonly why: string;
  readonly at?: string;
}

function readFour(text: string): number[] | Problem {
  const bytes: number[] = [];
  let digits = "";
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? "";
    if (/\d/.test(character)) {
      if (digits === "0") return { why: "IPv4 field has octet with leading zero" };
      digits += character;
      if (Number(digits) > 255) return { why: "IPv4 field has value >255" };
    } else if (character === ".") {
      if (digits === "" || index === text.length - 1) {
        return { why: "IPv4 field must have at least one digit", at: text.slice(index) };
      }
      if (bytes.length === 3) return { why: "IPv4 address too long" };
      bytes.push(Number(digits));
      digits = "";
    } else {
      return { why: "unexpected character", at: text.slice(index) };
    }
  }
  return bytes.length < 3 ? { why: "IPv4 address too short" } : [...bytes, Number(digits)];
}

function readSixteen(text: string): number[] | Problem {
  const bytes: number[] = [];
  let gap = -1;
  let rest = text;
  if (rest.startsWith("::")) {
    gap = 0;
    rest = rest.slice(2);
    if (rest === "") return Array.from({ length: 16 }, () => 0);
  }
  while (bytes.length < 16) {
    const group = /^[\da-fA-F]*/.exec(rest)?.[0] ?? "";
    if (group.length > 4) return { why: "each group must have 4 or less digits", at: rest };
    if (group === "") return { why: "each colon-separated field must have at least one digit", at: rest };
    const after = rest.slice(group.length);
    if (after.startsWith(".")) {
      if (gap < 0 && bytes.length !== 12) {
        return { why: "embedded IPv4 address must replace the final 2 fields of the address", at: rest };
      }
      if (bytes.length + 4 > 16)
        return { why: "too many hex fields to fit an embedded IPv4 at the end of the address", at: rest };
      const four = readFour(rest);
      if (!Array.isArray(four)) return four;
      bytes.push(...four);
      rest = "";
      break;
    }
    bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    rest = after;
    if (rest === "") break;
    if (!rest.startsWith(":")) return { why: "unexpected character, want colon", at: rest };
    if (rest.length === 1) return { why: "colon must be followed by more characters", at: rest };
    rest = rest.slice(1);
    if (!rest.startsWith(":")) continue;
    if (gap >= 0) return { why: "multiple :: in address", at: rest };
    gap = bytes.length;
    rest = rest.slice(1);
    if (rest === "") break;
  }
  if (rest !== "") return { why: "trailing garbage after address", at: rest };
  if (bytes.length < 16) {
    if (gap < 0) return { why: "address string too short" };
    bytes.splice(gap, 0, ...Array.from({ length: 16 - bytes.length }, () => 0));
  } else if (gap >= 0) {
    return { why: "the :: must expand to at least one field of zeros" };
  }
  return bytes;
}

/** Whether an IPv6 address is an IPv4 one in disguise. */
export const isMapped = (address: Address): boolean =>
  address.length === 16 && address.every((byte, index) => (index < 10 ? byte === 0 : index > 11 || byte === 0xff));

/** An address in its canonical form. */
export function addressText(address: Address): string {
  if (address.length === 4) return address.join(".");
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((address[index * 2] ?? 0) << 8) | (address[index * 2 + 1] ?? 0)).toString(16),
  );
  const joined = groups.join(":");
  const [longest] = [...joined.matchAll(/(?<![\da-f])0(?::0)+(?![\da-f])/g)].toSorted(
    (a, b) => b[0].length - a[0].length,
  );
  if (!longest) return joined;
  const before = joined.slice(0, longest.index).replace(/:$/, "");
  return `${before}::${joined.slice(longest.index + longest[0].length).replace(/^:/, "")}`;
}

/** An address with all bits behind the first ones cleared. */
export function masked(address: Address, bits: number): Address {
  return address.map((byte, index) => byte & (0xff << Math.min(Math.max(8 * (index + 1) - bits, 0), 8)) & 0xff);
}
