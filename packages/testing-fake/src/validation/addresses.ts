import { isIpv6Address } from "../crd/formats.ts";
import type { Part } from "./part.ts";

/** The bytes of an address, 4 or 16; undefined where it is none. Leading zeros count as none, as they did for long. */
export function addressBytes(text: string): readonly number[] | undefined {
  if (/^\d{1,}(\.\d{1,}){3}$/.test(text)) {
    const bytes = text.split(".").map(Number);
    return bytes.every((byte) => byte <= 255) ? bytes : undefined;
  }
  if (!text.includes(":") || !isIpv6Address(text)) return undefined;
  const mapped = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const v4 = mapped ? (mapped[2] ?? "").split(".").map(Number) : [];
  const hex = (pair: readonly number[]): string => pair.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const plain = mapped ? `${mapped[1]}${hex(v4.slice(0, 2))}:${hex(v4.slice(2))}` : text;
  const [before = "", after] = plain.split("::");
  const groups = (half: string): number[] =>
    half
      .split(":")
      .filter(Boolean)
      .map((group) => Number.parseInt(group, 16));
  const [head, tail] = [groups(before), groups(after ?? "")];
  const all = after === undefined ? head : [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return all.flatMap((group) => [group >> 8, group & 0xff]);
}

export const isV6 = (text: string): boolean => text.includes(":") && addressBytes(text) !== undefined;
export const isV4 = (text: string): boolean => !text.includes(":") && addressBytes(text) !== undefined;

/** An IP address; one that was there before is let pass. */
export function checkAddress(part: Part, before: readonly string[] = []): boolean {
  const { text } = part;
  if (before.includes(text)) return true;
  if (!addressBytes(text)) {
    part.invalid("must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)", text);
    return false;
  }
  if (/^0\d|\.0\d/.test(text)) part.invalid("must not have leading 0s", text);
  else if (/^::ffff:/i.test(text)) part.invalid("must not be an IPv4-mapped IPv6 address", text);
  else return true;
  return false;
}

export interface Network {
  readonly bytes: readonly number[];
  readonly bits: number;
}

/** `10.0.0.0/8` with all bits beyond its length zero; undefined where it is none. */
export function networkOf(text: string): Network | undefined {
  const [, address = "", length = ""] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  const bytes = addressBytes(address);
  const bits = Number(length);
  if (!bytes || length === "" || bits > bytes.length * 8) return undefined;
  return { bytes: masked(bytes, bits), bits };
}

function masked(bytes: readonly number[], bits: number): readonly number[] {
  return bytes.map((byte, index) => {
    const left = Math.min(Math.max(bits - index * 8, 0), 8);
    return byte & ((0xff << (8 - left)) & 0xff);
  });
}

export function contains(outer: Network, inner: Network): boolean {
  if (outer.bytes.length !== inner.bytes.length) return false;
  return masked(inner.bytes, outer.bits).every((byte, index) => byte === outer.bytes[index]);
}

/** A range of addresses; one that was there before is let pass. */
export function checkNetwork(part: Part, before: readonly string[] = [], text: string = part.text): void {
  if (before.includes(text)) return;
  const network = networkOf(text);
  if (!network) {
    return part.invalid("must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)", text);
  }
  const address = text.slice(0, text.indexOf("/"));
  if (/^0\d|\.0\d|\/0\d/.test(text)) part.invalid("must not have leading 0s in IP or prefix length", text);
  else if (/^::ffff:/i.test(text)) part.invalid("must not have an IPv4-mapped IPv6 address", text);
  else if (addressBytes(address)?.some((byte, index) => byte !== network.bytes[index])) {
    part.invalid("must not have bits set beyond the prefix length", text);
  }
}

/** An address that something can be reached at. */
export function checkReachable(part: Part): void {
  const { text } = part;
  const bytes = addressBytes(text);
  if (!bytes) return part.invalid("must be a valid IP address", text);
  const [first = 0, second = 0, third = 0] = bytes;
  const v4 = bytes.length === 4;
  const leading = bytes.slice(0, -1).every((byte) => byte === 0);
  if (bytes.every((byte) => byte === 0)) part.invalid(`may not be unspecified (${text})`, text);
  if (v4 ? first === 127 : leading && bytes.at(-1) === 1) {
    part.invalid("may not be in the loopback range (127.0.0.0/8, ::1/128)", text);
  }
  if (v4 ? first === 169 && second === 254 : first === 0xfe && (second & 0xc0) === 0x80) {
    part.invalid("may not be in the link-local range (169.254.0.0/16, fe80::/10)", text);
  }
  if (v4 ? first === 224 && second === 0 && third === 0 : first === 0xff && (second & 0x0f) === 2) {
    part.invalid("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)", text);
  }
}

/** Two addresses or networks of which each has another family. */
export const isDual = (texts: readonly string[]): boolean =>
  texts.some((text) => text.includes(":")) && texts.some((text) => !text.includes(":"));
