import {
  boolYaml11Tag,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  dump,
  DUMP_SCHEMA,
  loadAll,
  mapTag,
  mergeTag,
  NOT_RESOLVED,
  nullCoreTag,
  Schema,
  seqTag,
  strTag,
  YAMLException,
} from "js-yaml";
import { aliasProblem } from "./aliases.ts";
import { configurationError } from "./errors.ts";

/**
 * Reads YAML the way kubectl does, which is neither YAML 1.1 nor 1.2: `yes` is a boolean, `0644` and `0o644` are octal,
 * `1_000` is a number, `1:30` and dates are text, unknown tags mean nothing, the last of two equal keys wins, an empty
 * text is null, and only the first document counts. JSON is read by the same rules.
 *
 * Two differences remain: numbers beyond 2^53 lose digits, and a key written before `<<` wins over the merged one.
 */
export function parseYaml(text: string, origin: string): unknown {
  let root: unknown;
  try {
    root = loadAll(text, { schema: kubectlSchema, json: true })[0] ?? null;
  } catch (error) {
    // The library's message quotes the lines around the error, and with them whatever credential is there: neither
    // that message nor the error itself may go any further.
    const reason = error instanceof YAMLException ? error.reason : "a value has no meaning in JSON";
    const mark = error instanceof YAMLException ? error.mark : undefined;
    const where = mark === undefined ? origin : `${origin}:${mark.line + 1}:${mark.column + 1}`;
    throw configurationError([{ origin: where, message: `not YAML: ${withoutQuotations(reason)}` }]);
  }
  const problem = aliasProblem(root, text.length);
  if (problem !== undefined) throw configurationError([{ origin, message: problem }]);
  return root;
}

/** Parts of the text that the parser's reasons repeat: names of tags and aliases, which may be a password like `*x`. */
function withoutQuotations(reason: string): string {
  return reason.replace(/!?<[^>]*>|"[^"]*"|(?<=characters: ).*/g, "…");
}

const integer = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const decimal = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const notFinite = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

function toNumber(source: string): number | typeof NOT_RESOLVED {
  // Go drops underscores, but after a leading point only those between digits.
  const plain = source.replace(/^[-+0-9]/.test(source) ? /_/g : /(?<=[0-9])_(?=[0-9])/g, "");
  if (integer.test(plain)) {
    const negative = plain.startsWith("-");
    // What is left of `0644` after the sign needs a letter before Number reads it as octal.
    const digits = plain.replace(/^[-+]/, "").replace(/^0(?=[0-7])/, "0o");
    return negative ? -Number(digits) : Number(digits);
  }
  // Go reads a sign after 0b as well.
  if (/^0b[-+][01]+$/.test(plain)) return Number(`${plain[2]}1`) * Number(`0b${plain.slice(3)}`);
  if (!decimal.test(plain)) return NOT_RESOLVED;
  const value = Number(plain);
  return Number.isFinite(value) ? value : NOT_RESOLVED;
}

function toJsonNumber(source: string): number | typeof NOT_RESOLVED {
  if (notFinite.test(source)) throw new TypeError("JSON has no such number");
  return toNumber(source);
}

const numberFirstChars = Array.from("-+.0123456789");
const loadOnly = { identify: (): boolean => false };
const everyTag = { matchByTagPrefix: true, ...loadOnly };

const intTag = defineScalarTag("tag:yaml.org,2002:int", {
  implicit: true,
  implicitFirstChars: numberFirstChars,
  resolve: toJsonNumber,
  ...loadOnly,
});

const floatTag = defineScalarTag("tag:yaml.org,2002:float", { resolve: toJsonNumber, ...loadOnly });

const binaryTag = defineScalarTag("tag:yaml.org,2002:binary", {
  resolve: (source) => {
    try {
      const bytes = Uint8Array.from(atob(source), (character) => character.charCodeAt(0));
      return new TextDecoder().decode(bytes);
    } catch {
      return NOT_RESOLVED;
    }
  },
  ...loadOnly,
});

/** Keys become text; null is the one scalar that may not be a key. */
const textKeyedMapTag = defineMappingTag("tag:yaml.org,2002:map", {
  ...mapTag,
  addPair: (mapping, key, value) => (key === null ? "null is no key" : mapTag.addPair(mapping, key, value)),
});

const kubectlSchema = new Schema([
  strTag,
  nullCoreTag,
  boolYaml11Tag,
  intTag,
  floatTag,
  binaryTag,
  mergeTag,
  seqTag,
  textKeyedMapTag,
  // Any other tag says nothing: what it marks is read as if it were not there.
  defineScalarTag("", { resolve: (source) => source, ...everyTag }),
  defineSequenceTag<unknown[]>("", { create: () => [], addItem: seqTag.addItem, ...everyTag }),
  defineMappingTag<Record<string, unknown>>("", {
    create: mapTag.create,
    addPair: textKeyedMapTag.addPair,
    has: mapTag.has,
    keys: mapTag.keys,
    get: mapTag.get,
    ...everyTag,
  }),
]);

/**
 * Writes YAML as kubectl does, keys in the order given. Texts that kubectl, YAML 1.1 or YAML 1.2 would not read as text
 * are in quotes; the library alone leaves out those that only Go takes for numbers, such as `0X1F`.
 */
export function formatYaml(value: unknown): string {
  return dump(value, {
    schema: writingSchema,
    noRefs: true,
    // Base64 that is folded would have to be joined again by whoever copies it.
    lineWidth: -1,
    seqNoIndent: true,
    quoteStyle: "double",
    skipInvalid: true,
  });
}

const writingSchema = DUMP_SCHEMA.withTags(
  defineScalarTag("tag:kubets,2026:number-of-go", {
    implicit: true,
    implicitFirstChars: numberFirstChars,
    resolve: toNumber,
    ...loadOnly,
  }),
);
