import { KubernetesError } from "./errors.ts";
import { quote } from "./quote.ts";

/** One condition of a {@link FieldSelector}. */
export interface FieldRequirement {
  /** A path such as `status.phase`; which ones a server knows depends on the kind. */
  readonly field: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}

/** A condition on fields; an object is selected where all requirements hold. Immutable. */
export interface FieldSelector {
  /** In the order of their text, sorted. */
  readonly requirements: readonly FieldRequirement[];
  /** True where nothing is required, so that everything is selected. */
  readonly empty: boolean;
  /** Whether fields fulfil every requirement; an absent field counts as the empty text. */
  matches(fields: Readonly<Record<string, string>>): boolean;
  /** The text a server understands, with what needs it escaped: what to send as `fieldSelector`. */
  toString(): string;
}

/**
 * Parses the text form of a field selector, such as `status.phase!=Failed,spec.nodeName=a`; `==` is `=`, and an empty text
 * selects everything. In values `\\`, `\,` and `\=` stand for a backslash, a comma and an equals sign.
 *
 * Throws a {@link KubernetesError} with reason `InvalidRequest`, whose message is the one a server answers with and whose
 * `details.causes` quotes the part that is wrong.
 */
export function parseFieldSelector(text: string): FieldSelector {
  const requirements: FieldRequirement[] = [];
  for (const term of termsOf(text).toSorted()) {
    if (term === "") continue;
    const [, field = "", sign, rest = ""] = /^([^]*?)(!=|==|=)([^]*)$/.exec(term) ?? [];
    if (sign === undefined) throw invalid(`invalid selector: '${text}'; can't understand '${term}'`, term);
    const value = unescape(rest, term);
    // A term that names nothing asks for nothing.
    if (field !== "" || value !== "") requirements.push({ field, operator: sign === "!=" ? "!=" : "=", value });
  }
  return Object.freeze({
    requirements,
    empty: requirements.length === 0,
    matches: (fields: Readonly<Record<string, string>>) =>
      requirements.every(({ field, operator, value }) => {
        const actual = Object.hasOwn(fields, field) ? fields[field] : "";
        return (actual === value) === (operator === "=");
      }),
    toString: () =>
      requirements.map(({ field, operator, value }) => `${field}${operator}${escapeFieldValue(value)}`).join(","),
  });
}

/** A value as it must stand in the text of a field selector: backslash, comma and equals sign are escaped. */
export function escapeFieldValue(value: string): string {
  return value.replaceAll(/[\\,=]/g, String.raw`\$&`);
}

/** The parts between commas that no backslash precedes. */
function termsOf(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text[index] === "\\") index += 1;
    else if (text[index] === ",") {
      terms.push(text.slice(start, index));
      start = index + 1;
    }
  }
  return [...terms, text.slice(start)];
}

function unescape(text: string, term: string): string {
  let value = "";
  let escaped = false;
  for (const character of text) {
    const special = character === "\\" || character === "," || character === "=";
    if (escaped && !special) {
      throw invalid(`invalid field selector: invalid escape sequence: \\${character}`, term);
    }
    if (!escaped && special && character !== "\\") {
      const code = character.codePointAt(0);
      throw invalid(`invalid field selector: unescaped character in value: ${code}`, term);
    }
    escaped = !escaped && character === "\\";
    if (!escaped) value += character;
  }
  if (escaped) throw invalid("invalid field selector: invalid escape sequence: \\", term);
  return value;
}

function invalid(message: string, term: string): KubernetesError {
  const cause = { reason: "FieldValueInvalid", field: "fieldSelector", message: `in ${quote(term)}` };
  return new KubernetesError(message, { reason: "InvalidRequest", details: { causes: [cause] } });
}
