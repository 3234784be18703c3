import { parseQuantity, quantityOf, type Quantity } from "@kubets/apimachinery";
import { declare, type FunctionDeclaration } from "../declarations.ts";
import { Opaque, fail, type Value } from "../values.ts";

const form = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

class QuantityValue extends Opaque {
  readonly type = "kubernetes.Quantity";
  readonly quantity: Quantity;
  /** The power of ten of the smallest digit that is kept; undefined where Go keeps it in a form that is never an integer. */
  readonly scale: number | undefined;
  constructor(quantity: Quantity, scale: number | undefined) {
    super();
    this.quantity = quantity;
    this.scale = scale;
  }
  override equals(other: Value): boolean {
    return other instanceof QuantityValue && this.quantity.compare(other.quantity) === 0;
  }
  get isZero(): boolean {
    return this.quantity.compare(quantityOf(0)) === 0;
  }
  get integer(): bigint | undefined {
    if (this.scale === undefined || this.scale < 0) return undefined;
    const value = this.quantity.toBigInt();
    return value < 2n ** 63n && value >= -(2n ** 63n) ? value : undefined;
  }
  override toString(): string {
    return this.quantity.toString();
  }
}

const decimal: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

function readQuantity(text: string): QuantityValue | string {
  if (text === "") return form;
  if (/^[+-]?\.$/.test(text)) return new QuantityValue(quantityOf(0), 0);
  try {
    return new QuantityValue(parseQuantity(text), scaleOf(text));
  } catch (error) {
    const message = error instanceof Error ? error.message : "";
    return message.slice(message.indexOf(": ", message.indexOf("is no quantity")) + 2);
  }
}

/** In which unit Go keeps a quantity, if it keeps it as a number of 64 bits. */
function scaleOf(text: string): number | undefined {
  const [, whole = "", fraction = "", suffix = ""] = /^[+-]?0*(\d*)(?:\.(\d*))?(.*)$/.exec(text) ?? [];
  const digits = whole.length + fraction.length;
  const power = binary.indexOf(suffix);
  if (power !== -1) {
    const isShort = fraction === "" && 15 - whole.length - Math.trunc((power + 1) * 3) - 1 >= 0;
    return isShort ? 0 : undefined;
  }
  const exponent = /^[eE](.+)$/.test(suffix) ? Number(suffix.slice(1)) : (decimal[suffix] ?? 0);
  const scale = exponent - fraction.length;
  return digits <= 18 && scale >= -9 ? scale : undefined;
}

const quantityValue = (value: Value): QuantityValue => {
  if (value instanceof QuantityValue) return value;
  if (typeof value === "bigint") return new QuantityValue(quantityOf(value, "DecimalExponent"), 0);
  const read = readQuantity(value as string);
  return typeof read === "string" ? fail(read) : read;
};

const compared = (a: Value, b: Value): number => quantityValue(a).quantity.compare(quantityValue(b).quantity);

function combined(a: QuantityValue, b: QuantityValue, quantity: Quantity): QuantityValue {
  if (a.isZero || b.isZero) return new QuantityValue(quantity, a.isZero ? b.scale : a.scale);
  const known = a.scale !== undefined && b.scale !== undefined;
  return new QuantityValue(quantity, known ? Math.min(a.scale, b.scale) : undefined);
}

/** Functions of quantities. */
export function quantities(): readonly FunctionDeclaration[] {
  const type = "kubernetes.Quantity";
  const combine = (name: "add" | "sub", run: (a: Quantity, b: Quantity) => Quantity): FunctionDeclaration =>
    declare(
      name,
      (a, b) => {
        const [x, y] = [quantityValue(a), quantityValue(b)];
        return combined(x, y, run(x.quantity, y.quantity));
      },
      `quantity_${name}: ${type}.(${type}) ${type}`,
      `quantity_${name}_int: ${type}.(int) ${type}`,
    );
  return [
    declare("quantity", quantityValue, `string_to_quantity: (string) ${type}`),
    declare(
      "isQuantity",
      (text) => typeof readQuantity(text as string) !== "string",
      "is_quantity_string: (string) bool",
    ),
    declare(
      "sign",
      (value) => BigInt(quantityValue(value).quantity.compare(quantityOf(0))),
      `quantity_sign: (${type}) int`,
    ),
    declare("isGreaterThan", (a, b) => compared(a, b) > 0, `quantity_is_greater_than: ${type}.(${type}) bool`),
    declare("isLessThan", (a, b) => compared(a, b) < 0, `quantity_is_less_than: ${type}.(${type}) bool`),
    declare("compareTo", (a, b) => BigInt(compared(a, b)), `quantity_compare_to: ${type}.(${type}) int`),
    declare(
      "asApproximateFloat",
      (value) => quantityValue(value).quantity.toNumber(),
      `quantity_get_float: ${type}.() double`,
    ),
    declare(
      "asInteger",
      (value) => quantityValue(value).integer ?? fail("cannot convert value to integer"),
      `quantity_get_int: ${type}.() int`,
    ),
    declare("isInteger", (value) => quantityValue(value).integer !== undefined, `quantity_is_integer: ${type}.() bool`),
    combine("add", (a, b) => a.add(b)),
    combine("sub", (a, b) => a.subtract(b)),
  ];
}
