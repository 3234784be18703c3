import { KubernetesError } from "./errors.ts";
import { quote } from "./quote.ts";

/** How a quantity is written: `12M`, `12Mi` or `12e6`. A result keeps the notation of what it was computed from. */
export type QuantityNotation = "DecimalSI" | "BinarySI" | "DecimalExponent";

const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
/** A suffix multiplies by ten, or for BinarySI by two, to this power. */
interface Suffix {
  readonly notation: QuantityNotation;
  readonly power: number;
}
const suffixes: ReadonlyMap<string, Suffix> = new Map<string, Suffix>([
  ...decimalSuffixes.map((suffix, index) => [suffix, { notation: "DecimalSI", power: index * 3 - 9 }] as const),
  ...binarySuffixes
    .slice(1)
    .map((suffix, index) => [suffix, { notation: "BinarySI", power: index * 10 + 10 }] as const),
]);

/** The finest part of a unit that is kept. */
const nano = -9;
/** The most that a binary suffix can express. */
const largestBinary = 2n ** 63n - 1n;
/** No quantity of anything needs more digits; without a limit a short text could fill the memory. */
const largestExponent = 10_000;

/**
 * An amount such as the `1500m` of a CPU or the `1.5Gi` of memory, exact to the billionth (D25). Immutable. In templates, in
 * JSON and in inspections it is its canonical text.
 */
export class Quantity {
  readonly notation: QuantityNotation;
  /** The value is this times ten to the power of the exponent. */
  readonly #mantissa: bigint;
  readonly #exponent: number;

  static {
    // What Node's inspection shows of it.
    Object.defineProperty(this.prototype, Symbol.for("nodejs.util.inspect.custom"), {
      value(this: Quantity): string {
        return `Quantity(${this.toString()})`;
      },
    });
  }

  /** @internal Use {@link parseQuantity} or {@link quantityOf}. */
  constructor(mantissa: bigint, exponent: number, notation: QuantityNotation) {
    this.#mantissa = mantissa;
    this.#exponent = exponent;
    this.notation = notation;
  }

  /** Less than, equal to or greater than another: -1, 0 or 1, whatever their notations. Fit for sorting. */
  compare(other: Quantity): -1 | 0 | 1 {
    const { left, right } = this.#align(other);
    return left < right ? -1 : left > right ? 1 : 0;
  }

  /** The sum, in this notation; in the other's where this is zero. */
  add(other: Quantity): Quantity {
    const { left, right, exponent } = this.#align(other);
    return new Quantity(left + right, exponent, this.#mantissa === 0n ? other.notation : this.notation);
  }

  /** The difference, in this notation; in the other's where this is zero. */
  subtract(other: Quantity): Quantity {
    return this.add(new Quantity(-other.#mantissa, other.#exponent, other.notation));
  }

  /** The nearest number there is; exact for integers up to 2^53. */
  toNumber(): number {
    return Number(`${this.#mantissa}e${this.#exponent}`);
  }

  /**
   * The value in units of ten to the power of `scale`, rounded away from zero as Kubernetes rounds: `toBigInt()` of `1500m`
   * is 2, `toBigInt(-3)` is 1500.
   */
  toBigInt(scale: number = 0): bigint {
    return rescale(this.#mantissa, this.#exponent, scale);
  }

  /**
   * The canonical text: no fraction, the largest suffix that needs none, in its notation; binary amounts below 1024 and
   * broken ones are written as decimals. A server keeps some texts as they were written, such as `+5` and `1.500`.
   */
  toString(): string {
    if (this.#mantissa === 0n) return "0";
    return (this.notation === "BinarySI" ? this.#binaryText() : undefined) ?? this.#decimalText();
  }

  toJSON(): string {
    return this.toString();
  }

  #binaryText(): string | undefined {
    let value = this.toBigInt();
    if (value > -1024n && value < 1024n) return undefined;
    if (new Quantity(value, 0, "DecimalSI").compare(this) !== 0) return undefined;
    let index = 0;
    for (; value % 1024n === 0n && index < binarySuffixes.length - 1; index += 1) value /= 1024n;
    return `${value}${binarySuffixes[index]}`;
  }

  #decimalText(): string {
    let mantissa = this.#mantissa;
    let exponent = this.#exponent;
    for (; mantissa % 10n === 0n; exponent += 1) mantissa /= 10n;
    const aligned = Math.floor(exponent / 3) * 3;
    if (this.notation === "DecimalExponent") {
      return `${rescale(mantissa, exponent, aligned)}${aligned === 0 ? "" : `e${aligned}`}`;
    }
    const power = Math.min(aligned, 18);
    return `${rescale(mantissa, exponent, power)}${decimalSuffixes[(power - nano) / 3]}`;
  }

  #align(other: Quantity): { readonly left: bigint; readonly right: bigint; readonly exponent: number } {
    const exponent = Math.min(this.#exponent, other.#exponent);
    return { left: this.toBigInt(exponent), right: other.toBigInt(exponent), exponent };
  }
}

/**
 * Reads a quantity as Kubernetes does: a decimal number with a suffix `n u m k M G T P E`, with a binary one
 * `Ki Mi Gi Ti Pi Ei`, or with an exponent as in `1e3`. What is finer than a billionth is rounded away from zero; binary
 * amounts end at 2^63 - 1. Numbers, which manifests have too, are read by their digits.
 *
 * Throws a {@link KubernetesError} with reason `InvalidRequest` on any other text, and where an exponent is beyond ±10 000.
 */
export function parseQuantity(text: string | number): Quantity {
  const source = String(text);
  const [, sign, whole = "", fraction = "", suffix = ""] =
    /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[+-]?\d*)$/.exec(source) ?? [];
  if (sign === undefined || source === "") {
    const form = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";
    throw invalid(source, `quantities must match the regular expression '${form}'`);
  }

  const unit = suffixes.get(suffix) ?? exponentOf(source, suffix);
  // Kubernetes takes some suffixes alone for 0, such as "m" and "Ki", and others not, such as "Pi".
  if (whole + fraction === "") throw invalid(source, "unable to parse numeric part of quantity");
  const magnitude = magnitudeOf(BigInt(whole + fraction), fraction.length, unit);
  return sign === "-" ? new Quantity(0n, 0, magnitude.notation).subtract(magnitude) : magnitude;
}

/** A quantity of these digits, of which so many are behind the point, rounded and capped as Kubernetes does. */
function magnitudeOf(digits: bigint, decimals: number, { notation, power }: Suffix): Quantity {
  const isBinary = notation === "BinarySI";
  const mantissa = isBinary ? digits << BigInt(power) : digits;
  const exponent = (isBinary ? 0 : power) - decimals;
  const quantity =
    exponent < nano
      ? new Quantity(rescale(mantissa, exponent, nano), nano, notation)
      : new Quantity(mantissa, exponent, notation);
  if (!isBinary) return quantity;
  const largest = new Quantity(largestBinary, 0, notation);
  if (quantity.compare(largest) > 0) return largest;
  // Less than one is written, and goes on being written, as a decimal.
  const isBroken = quantity.compare(new Quantity(1n, 0, notation)) < 0 && digits > 0n;
  return isBroken ? magnitudeOf(mantissa, decimals, { notation: "DecimalSI", power: 0 }) : quantity;
}

/** A whole number as a quantity. Throws a RangeError, as `BigInt` does, on a number with a fraction. */
export function quantityOf(value: number | bigint, notation: QuantityNotation = "DecimalSI"): Quantity {
  return new Quantity(BigInt(value), 0, notation);
}

function exponentOf(source: string, suffix: string): Suffix {
  const digits = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1];
  if (digits === undefined) throw invalid(source, "unable to parse quantity's suffix");
  const power = Number(digits);
  if (Math.abs(power) > largestExponent) throw invalid(source, `exponents end at ±${largestExponent}`);
  return { notation: "DecimalExponent", power };
}

function invalid(source: string, problem: string): KubernetesError {
  return new KubernetesError(`${quote(source)} is no quantity: ${problem}`, { reason: "InvalidRequest" });
}

/** Moves a value from one power of ten to another; what is lost is rounded away from zero. */
function rescale(mantissa: bigint, from: number, to: number): bigint {
  if (from >= to) return mantissa * 10n ** BigInt(from - to);
  const divisor = 10n ** BigInt(to - from);
  const quotient = mantissa / divisor;
  if (quotient * divisor === mantissa) return quotient;
  return mantissa < 0n ? quotient - 1n : quotient + 1n;
}
