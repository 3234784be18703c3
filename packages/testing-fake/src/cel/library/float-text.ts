/** A double with so many decimals, the digits before the point in groups of three. */
export function fixedText(value: number, decimals: number, separator = ","): string {
  if (!Number.isFinite(value)) return unusual(value);
  const digits = String(scaled(Math.abs(value), decimals)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals).replaceAll(/\B(?=(\d{3})+$)/g, separator);
  const sign = value < 0 || (Object.is(value, -0) && separator === "") ? "-" : "";
  return `${sign}${whole}${decimals === 0 ? "" : `.${digits.slice(-decimals)}`}`;
}

/** A double as digit, six decimals and power of ten, at least so wide. */
export function scientificText(value: number, width: number): string {
  if (!Number.isFinite(value)) return unusual(value).padStart(width);
  const size = Math.abs(value);
  let exponent = size === 0 ? 0 : Number(size.toExponential().split("e")[1]);
  let digits = String(scaled(size, 6 - exponent));
  if (digits.length > 7) {
    exponent++;
    digits = digits.slice(0, 7);
  }
  digits = digits.padEnd(7, "0");
  const sign = value < 0 ? "-" : "";
  const raised = (exponent < 0 ? "-" : "") + String(Math.abs(exponent)).padStart(2, "0");
  const power = Array.from(raised, (character) => superscripts[character] ?? "").join("");
  return `${sign}${digits[0]}.${digits.slice(1)}×10${power}`.padStart(width);
}

const superscripts: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from("-0123456789", (digit, index) => [digit, Array.from("⁻⁰¹²³⁴⁵⁶⁷⁸⁹")[index] ?? ""]),
);

const unusual = (value: number): string => (Number.isNaN(value) ? "NaN" : value < 0 ? "-∞" : "∞");

/** A double times a power of ten, exactly, rounded to the nearest whole number and between two to the even one. */
function scaled(value: number, decimals: number): bigint {
  let mantissa = value;
  let halvings = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    halvings++;
  }
  const numerator = BigInt(mantissa) * 10n ** BigInt(Math.max(decimals, 0));
  const denominator = 2n ** BigInt(halvings) * 10n ** BigInt(Math.max(-decimals, 0));
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  return twice > denominator || (twice === denominator && quotient % 2n === 1n) ? quotient + 1n : quotient;
}
