import { goQuote } from "../../go-text.ts";
import { declare, type FunctionDeclaration } from "../declarations.ts";
import { compareTexts } from "../equality.ts";
import { Opaque, fail, type Value } from "../values.ts";

type Part = bigint | string;

class Semver extends Opaque {
  readonly type = "kubernetes.Semver";
  readonly numbers: readonly bigint[];
  readonly prerelease: readonly Part[];
  readonly text: string;
  constructor(numbers: readonly bigint[], prerelease: readonly Part[], build: readonly string[]) {
    super();
    this.numbers = numbers;
    this.prerelease = prerelease;
    const pre = prerelease.length > 0 ? `-${prerelease.join(".")}` : "";
    this.text = `${numbers.join(".")}${pre}${build.length > 0 ? `+${build.join(".")}` : ""}`;
  }
  override equals(other: Value): boolean {
    return other instanceof Semver && this.compare(other) === 0;
  }
  /** What was built does not count. */
  compare(other: Semver): number {
    for (const [index, number] of this.numbers.entries()) {
      const difference = number - (other.numbers[index] ?? 0n);
      if (difference !== 0n) return difference < 0n ? -1 : 1;
    }
    const [a, b] = [this.prerelease, other.prerelease];
    if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length) * (a.length === b.length ? 0 : 1);
    for (const [index, part] of a.entries()) {
      const counterpart = b[index];
      if (counterpart === undefined) return 1;
      const order = compareParts(part, counterpart);
      if (order !== 0) return order;
    }
    return a.length < b.length ? -1 : 0;
  }
  override toString(): string {
    return this.text;
  }
}

function compareParts(a: Part, b: Part): number {
  if (typeof a === "string" && typeof b === "string") return compareTexts(a, b);
  if (typeof a !== typeof b) return typeof a === "bigint" ? -1 : 1;
  return a === b ? 0 : a < b ? -1 : 1;
}

const unsigned = (text: string): bigint => {
  if (text === "") return fail(`strconv.ParseUint: parsing "": invalid syntax`);
  const value = BigInt(text);
  return value < 2n ** 64n ? value : fail(`strconv.ParseUint: parsing ${goQuote(text)}: value out of range`);
};

function readSemver(text: string): Semver {
  if (text === "") fail("Version string empty");
  const parts = text.split(".");
  if (parts.length < 3) fail("No Major.Minor.Patch elements found");
  let patch = parts.slice(2).join(".");
  const number = (part: string, name: string): bigint => {
    if (!/^\d*$/.test(part)) fail(`Invalid character(s) found in ${name.toLowerCase()} number ${goQuote(part)}`);
    if (/^0./.test(part)) fail(`${name} number must not contain leading zeroes ${goQuote(part)}`);
    return unsigned(part);
  };
  const major = number(parts[0] ?? "", "Major");
  const minor = number(parts[1] ?? "", "Minor");
  const after = (sign: string): string[] => {
    const index = patch.indexOf(sign);
    if (index === -1) return [];
    const list = patch.slice(index + 1).split(".");
    patch = patch.slice(0, index);
    return list;
  };
  const build = after("+");
  const prerelease = after("-");
  const last = number(patch, "Patch");
  const pre = prerelease.map((part) => {
    if (part === "") fail("Prerelease is empty");
    if (!/^[\dA-Za-z-]*$/.test(part)) fail(`Invalid character(s) found in prerelease ${goQuote(part)}`);
    if (!/^\d+$/.test(part)) return part;
    if (/^0./.test(part)) fail(`Numeric PreRelease version must not contain leading zeroes ${goQuote(part)}`);
    return unsigned(part);
  });
  for (const part of build) {
    if (part === "") fail("Build meta data is empty");
    if (!/^[\dA-Za-z-]*$/.test(part)) fail(`Invalid character(s) found in build meta data ${goQuote(part)}`);
  }
  return new Semver([major, minor, last], pre, build);
}

/** Adds what is left out, and removes a `v` and leading zeros. */
function normalized(text: string): string {
  const [major = "", minor, ...rest] = text.replace(/^v/, "").split(".");
  const parts = [major, ...(minor === undefined ? [] : [minor]), ...(rest.length > 0 ? [rest.join(".")] : [])];
  const short = parts.map((part) => (part.length > 1 ? part.replace(/^0+/, "").replace(/^(?!\d)/, "0") : part));
  if (short.length < 3 && /[+-]/.test(short.at(-1) ?? ""))
    fail("short version cannot contain PreRelease/Build meta data");
  while (short.length < 3) short.push("0");
  return short.join(".");
}

const versionOf = (value: Value, normalize?: Value): Semver => {
  if (value instanceof Semver) return value;
  return readSemver(normalize === true ? normalized(value as string) : (value as string));
};

/** Functions of versions. */
export function semvers(): readonly FunctionDeclaration[] {
  const numbers = ["major", "minor", "patch"];
  return [
    declare(
      "semver",
      versionOf,
      "string_to_semver: (string) kubernetes.Semver",
      "string_bool_to_semver: (string, bool) kubernetes.Semver",
    ),
    declare(
      "isSemver",
      (text, normalize) => {
        try {
          return versionOf(text, normalize) !== undefined;
        } catch {
          return false;
        }
      },
      "is_semver_string: (string) bool",
      "is_semver_string_bool: (string, bool) bool",
    ),
    declare(
      "isGreaterThan",
      (a, b) => versionOf(a).compare(versionOf(b)) > 0,
      "semver_is_greater_than: kubernetes.Semver.(kubernetes.Semver) bool",
    ),
    declare(
      "isLessThan",
      (a, b) => versionOf(a).compare(versionOf(b)) < 0,
      "semver_is_less_than: kubernetes.Semver.(kubernetes.Semver) bool",
    ),
    declare(
      "compareTo",
      (a, b) => BigInt(versionOf(a).compare(versionOf(b))),
      "semver_compare_to: kubernetes.Semver.(kubernetes.Semver) int",
    ),
    ...numbers.map((name, index) =>
      declare(
        name,
        (version) => BigInt.asIntN(64, versionOf(version).numbers[index] ?? 0n),
        `semver_${name}: kubernetes.Semver.() int`,
      ),
    ),
  ];
}
