import { fromBase64 } from "./base64.ts";

const integer = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const notFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const timestamp =
  /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d\d:\d\d))|(?: \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?))?$/;

/** `y`, `Yes`, `YES`, and so on: each word in small letters, with a capital one, and in capitals. */
const words: ReadonlyMap<string, boolean | null> = new Map(
  Object.entries({
    y: true,
    yes: true,
    true: true,
    on: true,
    n: false,
    no: false,
    false: false,
    off: false,
    null: null,
  })
    .flatMap(([word, value]): [string, boolean | null][] =>
      [word, word[0]?.toUpperCase() + word.slice(1), word.toUpperCase()].map((spelling) => [spelling, value]),
    )
    .concat([
      ["", null],
      ["~", null],
    ]),
);

/** The number that the reader of kubectl sees in a plain text; nothing where it sees none. */
function readNumber(source: string): number | undefined {
  // Go drops underscores, but after a leading point only those between digits.
  const plain = source.replace(/^[-+0-9]/.test(source) ? /_/g : /(?<=[0-9])_(?=[0-9])/g, "");
  if (integer.test(plain)) {
    const negative = plain.startsWith("-");
    // What is left of `0644` after the sign needs a letter before Number reads it as octal.
    const digits = plain.replace(/^[-+]/, "").replace(/^0(?=[0-7])/, "0o");
    return negative ? 0 - Number(digits) : Number(digits);
  }
  // Go reads a sign after 0b as well.
  if (/^0b[-+][01]+$/.test(plain)) return Number(`${plain[2]}1`) * Number(`0b${plain.slice(3)}`);
  if (!decimal.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

/** Whether kubectl takes what stands there without quotes for text. */
export function isPlainText(source: string): boolean {
  return !words.has(source) && !notFinite.test(source) && readNumber(source) === undefined;
}

/** A scalar's value, or why it has none. The text itself is not repeated. */
export type ScalarValue = { readonly value: string | number | boolean | null } | { readonly problem: string };

/** What `!!` stands for. */
export const standardTag = "tag:yaml.org,2002:";

/**
 * The value of a scalar as the reader of kubectl sees it, which is neither YAML 1.1 nor 1.2: `yes` is a boolean, `0644` and
 * `0o644` are octal, `1_000` is a number, `1:30` and dates are text. `tag` is absent where the text alone decides; a tag of
 * nobody's says nothing.
 */
export function resolveScalar(source: string, tag: string | undefined): ScalarValue {
  const kind = tag === undefined ? "" : tag.startsWith(standardTag) ? tag.slice(standardTag.length) : "str";
  if (kind === "binary") return decodeBinary(source);
  if (!["", "null", "bool", "int", "float", "timestamp"].includes(kind)) return { value: source };
  const resolved = implicit(source);
  if ("problem" in resolved || kind === "") return resolved;
  const { value } = resolved;
  const fits =
    kind === "timestamp"
      ? timestamp.test(source)
      : kind === "null"
        ? value === null
        : kind === "bool"
          ? typeof value === "boolean"
          : typeof value === "number" && (kind === "float" || !/^[-+0-9_]*[.eE]/.test(source));
  return fits ? resolved : { problem: `the tag !!${kind} does not fit what it marks` };
}

function implicit(source: string): ScalarValue {
  const word = words.get(source);
  if (word !== undefined) return { value: word };
  if (notFinite.test(source)) return { problem: "a value has no meaning in JSON" };
  return { value: readNumber(source) ?? source };
}

function decodeBinary(source: string): ScalarValue {
  try {
    return { value: new TextDecoder().decode(fromBase64(source)) };
  } catch {
    return { problem: "!!binary marks text that is not base64" };
  }
}
