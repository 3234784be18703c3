import {
  validateDns1035Label,
  validateDns1123Label,
  validateDns1123Subdomain,
  validateLabelKey,
  validateLabelValue,
} from "@kubets/apimachinery";
import { formatTest } from "../../crd/formats.ts";
import { declare, type FunctionDeclaration } from "../declarations.ts";
import { ArrayList, Opaque, Optional, none, type Value } from "../values.ts";
import { readUrl } from "./url-text.ts";

type Validate = (text: string) => readonly string[];

export class Format extends Opaque {
  readonly type = "kubernetes.NamedFormat";
  readonly name: string;
  readonly validate: Validate;
  /** How long the regular expression is that one reckons with. */
  readonly length: number;
  constructor(name: string, length: number, validate: Validate) {
    super();
    this.name = name;
    this.length = length;
    this.validate = validate;
  }
  override equals(other: Value): boolean {
    return other instanceof Format && other.name === this.name;
  }
  toString(): string {
    return this.name;
  }
}

/** What a name begins with may end with a dash. */
const prefix =
  (validate: Validate): Validate =>
  (text) =>
    validate(text.length > 1 ? text.replace(/-$/, "a") : text);

const tested =
  (format: string, problem: string): Validate =>
  (text) =>
    formatTest(format)?.(text) ? [] : [problem];

const known: readonly (readonly [name: string, shown: string, length: number, validate: Validate])[] = [
  ["dns1123Label", "DNS1123Label", 30, validateDns1123Label],
  ["dns1123Subdomain", "DNS1123Subdomain", 60, validateDns1123Subdomain],
  ["dns1035Label", "DNS1035Label", 30, validateDns1035Label],
  ["qualifiedName", "QualifiedName", 60, validateLabelKey],
  ["dns1123LabelPrefix", "DNS1123LabelPrefix", 30, prefix(validateDns1123Label)],
  ["dns1123SubdomainPrefix", "DNS1123SubdomainPrefix", 60, prefix(validateDns1123Subdomain)],
  ["dns1035LabelPrefix", "DNS1035LabelPrefix", 30, prefix(validateDns1035Label)],
  ["labelValue", "LabelValue", 40, validateLabelValue],
  ["uri", "URI", 1103, (text) => [readUrl(text)].filter((problem) => typeof problem === "string")],
  ["uuid", "uuid", 70, tested("uuid", "does not match the UUID format")],
  ["byte", "byte", 84, tested("byte", "invalid base64")],
  ["date", "date", 71, tested("date", "invalid date")],
  ["datetime", "datetime", 71, tested("datetime", "invalid datetime")],
];

/** Formats by name, which say what is wrong with a text. */
export function formats(): readonly FunctionDeclaration[] {
  const named = new Map(known.map(([name, shown, length, validate]) => [name, new Format(shown, length, validate)]));
  const type = "kubernetes.NamedFormat";
  return [
    ...[...named].map(([name, format]) => declare(`format.${name}`, () => format, `format.${name}: () ${type}`)),
    declare(
      "format.named",
      (name) => new Optional(named.get(name as string)),
      `format-named: (string) optional_type(${type})`,
    ),
    declare(
      "validate",
      (format, text) => {
        const problems = (format as Format).validate(text as string);
        return problems.length === 0 ? none : new Optional(new ArrayList([...problems]));
      },
      `format-validate: ${type}.(string) optional_type(list(string))`,
    ),
  ];
}
