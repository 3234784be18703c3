/**
 * The rules for names, label keys and label values. Each check returns what is wrong, in a server's words, one sentence a
 * rule; an empty list means valid. Lengths count bytes of UTF-8.
 */

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = `${label}(\\.${label})*`;
const label1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
const qualified = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const labelValue = `(${qualified})?`;

const labelPattern = whole(label);
const subdomainPattern = whole(subdomain);
const label1035Pattern = whole(label1035);
const qualifiedPattern = whole(qualified);
const labelValuePattern = whole(labelValue);

/**
 * A DNS label of RFC 1123, at most 63 bytes: what the names of namespaces must be. Returns what is wrong with it; empty
 * for a valid one.
 */
export function validateDns1123Label(name: string): readonly string[] {
  const problems = tooLong(name, 63, "characters");
  if (labelPattern.test(name)) return problems;
  // A valid subdomain that is no label can only have dots too many.
  if (subdomainPattern.test(name)) return [...problems, "must not contain dots"];
  const rule =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...problems, mismatch(rule, label, "my-name", "123-abc")];
}

/**
 * A DNS subdomain of RFC 1123, at most 253 bytes: what the names of most objects must be. Returns what is wrong with it;
 * empty for a valid one.
 */
export function validateDns1123Subdomain(name: string): readonly string[] {
  return subdomainProblems(name, "characters");
}

function subdomainProblems(name: string, unit: string): readonly string[] {
  const problems = tooLong(name, 253, unit);
  if (subdomainPattern.test(name)) return problems;
  const rule =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...problems, mismatch(rule, subdomain, "example.com")];
}

/**
 * A DNS label of RFC 1035, at most 63 bytes and starting with a letter: what the plural names of custom resources must
 * be. Returns what is wrong with it; empty for a valid one.
 */
export function validateDns1035Label(name: string): readonly string[] {
  const problems = tooLong(name, 63, "characters");
  if (label1035Pattern.test(name)) return problems;
  const rule =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...problems, mismatch(rule, label1035, "my-name", "abc-123")];
}

/**
 * A label key: a name of at most 63 bytes, after an optional prefix (a DNS subdomain) and a slash. Annotation keys and
 * finalizers follow the same rule. Returns what is wrong with it; empty for a valid one.
 */
export function validateLabelKey(key: string): readonly string[] {
  const rule =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const examples = ["MyName", "my.name", "123-abc"];
  const [first = "", second, ...more] = key.split("/");
  if (more.length > 0) {
    const shape = " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
    return [`a valid label key ${mismatch(rule, qualified, ...examples)}${shape}`];
  }
  const problems: string[] = [];
  const name = second ?? first;
  if (second !== undefined) {
    const prefixProblems = first === "" ? [empty] : subdomainProblems(first, "bytes");
    problems.push(...prefixProblems.map((problem) => `prefix part ${problem}`));
  }
  const nameProblems = name === "" ? [empty] : tooLong(name, 63, "bytes");
  if (!qualifiedPattern.test(name)) nameProblems.push(mismatch(rule, qualified, ...examples));
  problems.push(...nameProblems.map((problem) => `name part ${problem}`));
  return problems;
}

/** A label value: empty, or at most 63 bytes. Returns what is wrong with it; empty for a valid one. */
export function validateLabelValue(value: string): readonly string[] {
  const problems = tooLong(value, 63, "bytes");
  if (labelValuePattern.test(value)) return problems;
  const rule =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...problems, mismatch(rule, labelValue, "MyValue", "my_value", "12345")];
}

const empty = "must be non-empty";

function whole(pattern: string): RegExp {
  return new RegExp(`^${pattern}$`);
}

/** Always counts bytes; servers call them characters in names of objects, and bytes in labels. */
function tooLong(text: string, limit: number, unit: string): string[] {
  // A UTF-16 unit is at most three bytes of UTF-8, so that the encoder is rarely asked.
  const fits = text.length * 3 <= limit || new TextEncoder().encode(text).length <= limit;
  return fits ? [] : [`must be no more than ${limit} ${unit}`];
}

function mismatch(rule: string, pattern: string, ...examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  return `${rule} (e.g. ${shown}regex used for validation is '${pattern}')`;
}
