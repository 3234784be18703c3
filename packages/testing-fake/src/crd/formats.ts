import { compilePattern } from "./pattern.ts";

/** Whether a text has a format. */
type FormatTest = (text: string) => boolean;

const re2 = (expression: string): FormatTest => {
  return (text) => {
    const pattern = compilePattern(expression);
    return typeof pattern !== "string" && pattern.test(text);
  };
};

const uuid = (third: string, fourth: string): FormatTest => {
  const test = new RegExp(`^[0-9a-f]{8}-?[0-9a-f]{4}-?${third}[0-9a-f]{3}-?${fourth}[0-9a-f]{3}-?[0-9a-f]{12}$`, "i");
  return (text) => test.test(text);
};

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";

/** The formats of texts that a schema can ask for, by their names without dashes. */
const formats: ReadonlyMap<string, FormatTest> = new Map([
  ["bsonobjectid", (text) => /^[0-9a-fA-F]{24}$/.test(text)],
  ["uri", isRequestUri],
  ["email", isEmail],
  ["hostname", isHostname],
  ["ipv4", isIpv4],
  ["ipv6", isIpv6],
  ["cidr", isCidr],
  ["mac", isMac],
  ["uuid", uuid("[0-9a-f]", "[0-9a-f]")],
  ["uuid3", uuid("3", "[0-9a-f]")],
  ["uuid4", uuid("4", "[89ab]")],
  ["uuid5", uuid("5", "[89ab]")],
  ["isbn", (text) => isIsbn10(text) || isIsbn13(text)],
  ["isbn10", isIsbn10],
  ["isbn13", isIsbn13],
  ["creditcard", isCreditCard],
  ["ssn", (text) => text.length === 11 && /^\d{3}[- ]?\d{2}[- ]?\d{4}$/.test(text)],
  ["hexcolor", (text) => /^#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/.test(text)],
  ["rgbcolor", isRgbColor],
  ["byte", (text) => /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(text)],
  ["password", () => true],
  ["date", isDate],
  ["duration", (text) => durationOf(text) !== undefined],
  ["datetime", isDateTime],
  ["k8sshortname", (text) => text.length <= 63 && re2(`^${label}$`)(text)],
  ["k8slongname", (text) => text.length <= 253 && re2(`^${label}(\\.${label})*$`)(text)],
]);

/** Whether a schema of a type may ask for a format; others are ignored, with a warning. */
export function isKnownFormat(type: string, format: string): boolean {
  switch (type) {
    case "":
    case "string":
      return formats.has(format.replaceAll("-", ""));
    case "integer":
      return format === "int32" || format === "int64";
    case "number":
      return format === "float" || format === "double";
    default:
      return false;
  }
}

/** The test of a format of texts; undefined for those that are not of texts. */
export function formatTest(format: string): FormatTest | undefined {
  return formats.get(format.replaceAll("-", ""));
}

const hostname = re2(
  String.raw`^([a-zA-Z0-9\p{S}\p{L}]((-?[a-zA-Z0-9\p{S}\p{L}]{0,62})?)|([a-zA-Z0-9\p{S}\p{L}](([a-zA-Z0-9-\p{S}\p{L}]{0,61}[a-zA-Z0-9\p{S}\p{L}])?)(\.)){1,}([a-zA-Z\p{L}]){2,63})$`,
);

function isHostname(text: string): boolean {
  if (!hostname(text) || byteLength(text) > 255) return false;
  return text.split(".").every((part) => byteLength(part) <= 63);
}

/** As Go's `url.ParseRequestURI`: an absolute URI or an absolute path. */
function isRequestUri(text: string): boolean {
  if (text === "" || /[\p{Cc}]/u.test(text)) return false;
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return false;
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text);
  if (!scheme) return text === "*" || text.startsWith("/");
  const rest = text.slice(scheme[0].length);
  if (!rest.startsWith("/")) return true;
  if (!rest.startsWith("//")) return true;
  const authority = /^\/\/([^/?]*)/.exec(rest)?.[1] ?? "";
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  if (/[ <>"]/.test(host)) return false;
  const port = /^(?:\[[^\]]*\]|[^:]*)(:.*)?$/.exec(host);
  return port !== null && (port[1] === undefined || /^:\d*$/.test(port[1]));
}

/** As Go's `mail.ParseAddress`, comments and quoted names included in outline. */
function isEmail(text: string): boolean {
  const atom = String.raw`[A-Za-z0-9!#$%&'*+/=?^_\x60{|}~\u0080-\uffff-]+`;
  const quoted = String.raw`"(?:[^"\\]|\\.)*"`;
  const address = String.raw`(?:${atom}(?:\.${atom})*|${quoted})@(?:${atom}(?:\.${atom})*|\[[^\]\\]*\])`;
  return new RegExp(String.raw`^\s*(?:${address}|(?:(?:${quoted}|${atom})\s*)*<${address}>)\s*$`).test(text);
}

/** Leading zeros are let pass, as ever. */
function isIpv4(text: string): boolean {
  return /^\d{1,}(\.\d{1,}){3}$/.test(text) && text.split(".").every((part) => Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  return text.includes(":") && isIpv6Address(text);
}

/** An IPv6 address without a zone, one with an IPv4 address at its end included. */
export function isIpv6Address(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.map((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1)?.at(-1) ?? "";
  let count = groups.flat().length;
  const hex = groups.flat();
  if (last.includes(".")) {
    if (!/^(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/.test(last)) return false;
    hex.pop();
    count++;
  }
  if (!hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return false;
  return halves.length === 2 ? count < 8 : count === 8;
}

function isCidr(text: string): boolean {
  const [, address = "", bits = ""] = /^(.*)\/(\d{1,3})$/.exec(text) ?? [];
  if (bits === "") return false;
  if (isIpv4(address)) return Number(bits) <= 32;
  return isIpv6Address(address) && Number(bits) <= 128;
}

function isMac(text: string): boolean {
  const groups = (count: number): string => `[0-9a-fA-F]{2}(?:([:-])[0-9a-fA-F]{2})(?:\\1[0-9a-fA-F]{2}){${count - 2}}`;
  if ([6, 8, 20].some((count) => new RegExp(`^${groups(count)}$`).test(text))) return true;
  return /^[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4}){2}$|^[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4}){3}$|^[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4}){9}$/.test(
    text,
  );
}

const plainIsbn = (text: string): string => text.replaceAll(/[\s-]+/g, "");

function isIsbn10(text: string): boolean {
  const digits = plainIsbn(text);
  if (!/^(?:\d{9}X|\d{10})$/.test(digits)) return false;
  const sum = Array.from(digits, (digit, index) => (index + 1) * (digit === "X" ? 10 : Number(digit)));
  return sum.reduce((total, term) => total + term, 0) % 11 === 0;
}

function isIsbn13(text: string): boolean {
  const digits = plainIsbn(text);
  if (!/^\d{13}$/.test(digits)) return false;
  const sum = Array.from(digits.slice(0, 12), (digit, index) => (index % 2 === 0 ? 1 : 3) * Number(digit));
  return Number(digits[12]) === (10 - (sum.reduce((total, term) => total + term, 0) % 10)) % 10;
}

function isCreditCard(text: string): boolean {
  const digits = text.replaceAll(/\D/g, "");
  const kinds =
    /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/;
  if (!kinds.test(digits)) return false;
  let sum = 0;
  for (const [index, digit] of Array.from(digits).toReversed().entries()) {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value >= 10 ? (value % 10) + 1 : value;
  }
  return sum % 10 === 0;
}

function isRgbColor(text: string): boolean {
  const part = String.raw`\s*(0|[1-9]\d?|1\d\d?|2[0-4]\d|25[0-5])\s*`;
  return new RegExp(`^rgb\\(${part},${part},${part}\\)$`).test(text);
}

/** A day that exists. */
function isDate(text: string): boolean {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  if (year === "") return false;
  const time = new Date(0);
  time.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  return time.getUTCMonth() === Number(month) - 1 && time.getUTCDate() === Number(day);
}

function isDateTime(text: string): boolean {
  if (text.length < 4) return false;
  const [date = "", time] = text.toLowerCase().split("t");
  if (time === undefined || !isDate(date)) return false;
  const [, hour = "", minute = "", second = ""] =
    /^(\d{2}):(\d{2}):(\d{2})(.\d+)?(z|([+-]\d{2}:\d{2}))$/.exec(time) ?? [];
  return hour !== "" && hour <= "23" && minute <= "59" && second <= "59";
}

const nanoseconds: readonly (readonly [bigint, readonly string[]])[] = [
  [1n, ["ns", "nano"]],
  [1_000n, ["us", "µs", "micro"]],
  [1_000_000n, ["ms", "milli"]],
  [1_000_000_000n, ["s", "sec"]],
  [60_000_000_000n, ["m", "min"]],
  [3_600_000_000_000n, ["h", "hr", "hour"]],
  [86_400_000_000_000n, ["d", "day"]],
  [604_800_000_000_000n, ["w", "wk", "week"]],
];

/** A duration in nanoseconds: of Go (`1h30m`), or in words (`2 weeks 3 days`); undefined where it is neither. */
export function durationOf(text: string): bigint | undefined {
  const plain = goDuration(text);
  if (plain !== undefined) return plain;
  let total = 0n;
  let found = false;
  for (const [, count = "", word = ""] of text.matchAll(/(\d+)\s*([A-Za-zµ]+)/g)) {
    if (count.length > 18) return undefined;
    const unit = word.toLowerCase();
    for (const [size, names] of nanoseconds) {
      const last = names.at(-1) ?? "";
      const times = names.filter((name) => name === unit || (name === last && unit.startsWith(name))).length;
      if (times === 0) continue;
      found = true;
      total += BigInt(count) * size * BigInt(times);
    }
  }
  return found ? total : undefined;
}

const goUnits: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["µs", 1_000n],
  ["μs", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);

/** Go's `time.ParseDuration`; undefined for what it refuses. */
export function goDuration(text: string): bigint | undefined {
  const [, sign = "", body = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  if (body === "0") return 0n;
  if (body === "") return undefined;
  let total = 0n;
  const parts = /(\d*)(?:\.(\d*))?(ns|us|µs|μs|ms|s|m|h)/y;
  while (parts.lastIndex < body.length) {
    const part = parts.exec(body);
    if (!part || ((part[1] ?? "") === "" && (part[2] ?? "") === "")) return undefined;
    const unit = goUnits.get(part[3] ?? "") ?? 0n;
    total += BigInt(part[1] || "0") * unit;
    const fraction = (part[2] ?? "").slice(0, 18);
    if (fraction !== "") total += (BigInt(fraction) * unit) / 10n ** BigInt(fraction.length);
    if (total > 2n ** 63n) return undefined;
  }
  const value = sign === "-" ? -total : total;
  return value > 2n ** 63n - 1n ? undefined : value;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
