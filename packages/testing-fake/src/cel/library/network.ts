import { goQuote } from "../../go-text.ts";
import { printed } from "../printed.ts";
import { declare, type FunctionDeclaration } from "../declarations.ts";
import { Opaque, fail, noSuchOverload, type Value } from "../values.ts";
import { addressText, isMapped, masked, readAddress, type Address } from "./address.ts";

class Ip extends Opaque {
  readonly type = "net.IP";
  readonly address: Address;
  constructor(address: Address) {
    super();
    this.address = address;
  }
  /** How many bytes it has. */
  get size(): number {
    return this.address.length;
  }
  override toString(): string {
    return addressText(this.address);
  }
}

class Cidr extends Opaque {
  readonly type = "net.CIDR";
  readonly address: Address;
  readonly bits: number;
  constructor(address: Address, bits: number) {
    super();
    this.address = address;
    this.bits = bits;
  }
  get size(): number {
    return Math.ceil(this.bits / 8);
  }
  contains(address: Address): boolean {
    if (address.length !== this.address.length) return false;
    return String(masked(address, this.bits)) === String(masked(this.address, this.bits));
  }
  override toString(): string {
    return `${addressText(this.address)}/${this.bits}`;
  }
}

function readIp(text: string): Ip | string {
  const read = readAddress(text);
  if (typeof read === "string") return `IP Address ${goQuote(text)} parse error during conversion from string: ${read}`;
  if (read.zone) return `IP address ${goQuote(text)} with zone value is not allowed`;
  return isMapped(read.address) ? `IPv4-mapped IPv6 address ${goQuote(text)} is not allowed` : new Ip(read.address);
}

function readCidr(text: string): Cidr | string {
  const failure = (why: string): string =>
    `network address parse error during conversion from string: netip.ParsePrefix(${goQuote(text)}): ${why}`;
  const slash = text.lastIndexOf("/");
  if (slash === -1) return failure("no '/'");
  const read = readAddress(text.slice(0, slash));
  if (typeof read === "string") return failure(read);
  if (read.zone) return failure("IPv6 zones cannot be present in a prefix");
  const bits = text.slice(slash + 1);
  if (!/^(0|[1-9]\d*)$/.test(bits)) return failure(`bad bits after slash: ${goQuote(bits)}`);
  if (Number(bits) > read.address.length * 8) return failure("prefix length out of range");
  if (isMapped(read.address)) return `IPv4-mapped IPv6 address ${goQuote(text)} is not allowed`;
  return new Cidr(read.address, Number(bits));
}

const ipOf = (value: Value): Ip => {
  if (value instanceof Ip) return value;
  const read = readIp(value as string);
  return typeof read === "string" ? fail(read) : read;
};
const cidrOf = (value: Value): Cidr => {
  if (value instanceof Cidr) return value;
  const read = readCidr(value as string);
  return typeof read === "string" ? fail(`network address parse error during conversion from string: ${read}`) : read;
};

/** Functions of IP addresses and their ranges. */
export function networks(): readonly FunctionDeclaration[] {
  const test = (name: string, id: string, holds: (address: Address) => boolean): FunctionDeclaration =>
    declare(name, (value) => holds(ipOf(value).address), `ip_${id}: net.IP.() bool`);
  return [
    declare("ip", ipOf, "string_to_ip: (string) net.IP"),
    declare("ip", (value) => new Ip(cidrOf(value).address), "cidr_ip: net.CIDR.() net.IP"),
    declare("family", (value) => (ipOf(value).size === 4 ? 4n : 6n), "ip_family: net.IP.() int"),
    declare("ip.isCanonical", (text) => String(ipOf(text)) === text, "ip_is_canonical: (string) bool"),
    declare("isIP", (text) => typeof readIp(text as string) !== "string", "is_ip: (string) bool"),
    declare("string", (value) => printed(value), "ip_to_string: (net.IP) string", "cidr_to_string: (net.CIDR) string"),
    test("isUnspecified", "is_unspecified", isUnspecified),
    test("isLoopback", "is_loopback", isLoopback),
    test("isLinkLocalMulticast", "is_link_local_multicast", isLinkLocalMulticast),
    test("isLinkLocalUnicast", "is_link_local_unicast", isLinkLocalUnicast),
    test("isGlobalUnicast", "is_global_unicast", (address) => {
      const broadcast = address.length === 4 && address.every((byte) => byte === 0xff);
      const others = [isUnspecified, isLoopback, isMulticast, isLinkLocalUnicast];
      return !broadcast && !others.some((other) => other(address));
    }),
    declare("cidr", cidrOf, "string_to_cidr: (string) net.CIDR"),
    declare("isCIDR", (text) => typeof readCidr(text as string) !== "string", "is_cidr: (string) bool"),
    declare(
      "containsIP",
      (cidr, ip) => {
        const read = ip instanceof Ip ? ip : readIp(ip as string);
        return typeof read === "string" ? fail(noSuchOverload) : cidrOf(cidr).contains(read.address);
      },
      "cidr_contains_ip_string: net.CIDR.(string) bool",
      "cidr_contains_ip_ip: net.CIDR.(net.IP) bool",
    ),
    declare(
      "containsCIDR",
      (cidr, other) => {
        const inner = cidrOf(other);
        return cidrOf(cidr).contains(inner.address) && cidrOf(cidr).bits <= inner.bits;
      },
      "cidr_contains_cidr_string: net.CIDR.(string) bool",
      "cidr_contains_cidr: net.CIDR.(net.CIDR) bool",
    ),
    declare("prefixLength", (cidr) => BigInt(cidrOf(cidr).bits), "cidr_prefix_length: net.CIDR.() int"),
    declare(
      "masked",
      (cidr) => new Cidr(masked(cidrOf(cidr).address, cidrOf(cidr).bits), cidrOf(cidr).bits),
      "cidr_masked: net.CIDR.() net.CIDR",
    ),
  ];
}

const isUnspecified = (address: Address): boolean => address.every((byte) => byte === 0);

function isLoopback(address: Address): boolean {
  if (address.length === 4) return address[0] === 127;
  return address.every((byte, index) => byte === (index === 15 ? 1 : 0));
}

function isMulticast(address: Address): boolean {
  return address.length === 4 ? ((address[0] ?? 0) & 0xf0) === 0xe0 : address[0] === 0xff;
}

function isLinkLocalMulticast(address: Address): boolean {
  const [first, second, third] = address;
  if (address.length === 4) return first === 224 && second === 0 && third === 0;
  return first === 0xff && ((second ?? 0) & 0x0f) === 2;
}

function isLinkLocalUnicast(address: Address): boolean {
  const [first, second] = address;
  if (address.length === 4) return first === 169 && second === 254;
  return first === 0xfe && ((second ?? 0) & 0xc0) === 0x80;
}
