import { BlockList, isIP } from "node:net";

/** Whom a request goes to: a name or an address without brackets, and a port. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** A host of a URL as a target has it. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, "");
}

/** An entry of NO_PROXY. */
type Exception = (target: Target, family: "ipv4" | "ipv6" | undefined) => boolean;

/**
 * Whom NO_PROXY keeps away from a proxy (F038): a list, separated by commas, of
 * - addresses and ranges such as `10.0.0.0/8` and `fd00::/8`
 * - names: `example.com` with all names below it, `.example.com` and `*.example.com` those below it only
 * - `*`: everybody
 *
 * An address or a name may end in a port, and is then for that port only. This machine itself is always an exception.
 */
export function parseNoProxy(list: string): (target: Target) => boolean {
  const exceptions = list
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "")
    .map(toException);
  return ({ host, port }) => {
    // A name may be written with the root's dot.
    const target = { host: host.toLowerCase().replace(/\.$/, ""), port };
    const family = familyOf(target.host);
    return isThisMachine(target, family) || exceptions.some((excepts) => excepts(target, family));
  };
}

const isThisMachine: Exception = ({ host }, family) => host === "localhost" || loopback(host, family);

const loopback = inRanges((ranges) => {
  ranges.addSubnet("127.0.0.0", 8, "ipv4");
  ranges.addAddress("::1", "ipv6");
});

function toException(entry: string): Exception {
  if (entry === "*") return () => true;
  const [, network = "", bits] = /^(.+)\/(\d+)$/.exec(entry) ?? [];
  const rangeFamily = familyOf(network);
  if (rangeFamily && Number(bits) <= (rangeFamily === "ipv4" ? 32 : 128)) {
    const inRange = inRanges((ranges) => ranges.addSubnet(network, Number(bits), rangeFamily));
    return ({ host }, family) => inRange(host, family);
  }
  const { host, port } = splitPort(entry);
  const atPort = (target: Target): boolean => port === undefined || port === target.port;
  const family = familyOf(host);
  if (family) {
    const isAddress = inRanges((ranges) => ranges.addAddress(host, family));
    return (target, targetFamily) => atPort(target) && isAddress(target.host, targetFamily);
  }
  const name = host.replace(/^\*\./, ".");
  const below = name.startsWith(".") ? name : `.${name}`;
  return (target, targetFamily) =>
    targetFamily === undefined && atPort(target) && (target.host === name || target.host.endsWith(below));
}

/** `host`, `host:port`, `[address]:port` or a bare address, which has colons of its own. */
function splitPort(entry: string): { readonly host: string; readonly port?: number } {
  const [, bracketed, plain = entry, port] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? [];
  return { host: bracketed ?? plain, ...(port !== undefined && { port: Number(port) }) };
}

function familyOf(host: string): "ipv4" | "ipv6" | undefined {
  const version = isIP(host);
  return version === 0 ? undefined : `ipv${version as 4 | 6}`;
}

function inRanges(fill: (ranges: BlockList) => void) {
  const ranges = new BlockList();
  fill(ranges);
  return (host: string, family: "ipv4" | "ipv6" | undefined): boolean =>
    family !== undefined && ranges.check(host, family);
}
