import { validateDns1123Label, validateDns1123Subdomain } from "@kubets/apimachinery";
import { goQuote } from "../go-text.ts";
import type { Part, TextCheck } from "./part.ts";

/** A text that a pattern describes, and what is said of one that does not fit it. */
function shaped(pattern: string, rule: string, ...examples: readonly string[]): TextCheck {
  const whole = new RegExp(`^${pattern}$`);
  const shown = examples.map((example) => `'${example}', `).join(" or ");
  const message = `${rule} (${examples.length > 0 ? `e.g. ${shown}` : ""}regex used for validation is '${pattern}')`;
  return (text) => (whole.test(text) ? [] : [message]);
}

const atMost = (length: number, text: string): readonly string[] =>
  text.length > length ? [`must be no more than ${length} characters`] : [];

const label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const subdomain = String.raw`${label}(\.${label})*`;
const underscored = "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?";

export const subdomainWithUnderscore: TextCheck = (text) => [
  ...atMost(253, text),
  ...shaped(
    String.raw`${underscored}(\.${underscored})*`,
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
    "example.com",
  )(text),
];

export const wildcardSubdomain: TextCheck = (text) => [
  ...atMost(253, text),
  ...shaped(
    String.raw`\*\.${subdomain}`,
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
    "*.example.com",
  )(text),
];

export const percent: TextCheck = shaped(
  "[0-9]+%",
  "a valid percent string must be a numeric string followed by an ending '%'",
  "1%",
  "93%",
);

export const httpHeaderName: TextCheck = shaped(
  "[-A-Za-z0-9]+",
  "a valid HTTP header must consist of alphanumeric characters or '-'",
  "X-Header-Name",
);

const configKeyShape = shaped(
  "[-._a-zA-Z0-9]+",
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  "key.name",
  "KEY_NAME",
  "key-name",
);

export const configKey: TextCheck = (text) => {
  const parent =
    text === "." || text === ".."
      ? [`must not be '${text}'`]
      : text.startsWith("..")
        ? ["must not start with '..'"]
        : [];
  return [...atMost(253, text), ...configKeyShape(text), ...parent];
};

export const environmentName: TextCheck = (text) => {
  if (text === "") return ["environment variable name must be non-empty"];
  return /^[ -<>-~]*$/.test(text)
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
};

export const portName: TextCheck = (text) => [
  ...atMost(15, text),
  ...(/^[-a-z0-9]+$/.test(text) ? [] : ["must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"]),
  ...(/[a-z]/.test(text) ? [] : ["must contain at least one letter (a-z)"]),
  ...(text.includes("--") ? ["must not contain consecutive hyphens"] : []),
  ...(/^-|-$/.test(text) ? ["must not begin or end with a hyphen"] : []),
];

/** A name that becomes one part of a path of the API. */
export const pathSegment: TextCheck = (text) => {
  if (text === "." || text === "..") return [`may not be '${text}'`];
  return ["/", "%"].filter((part) => text.includes(part)).map((part) => `may not contain '${part}'`);
};

export function checkPort(port: Part): void {
  port.between(1, 65535);
}

/** A port by its number or by its name. */
export function checkPortOrName(port: Part): void {
  if (typeof port.value === "string") port.check(portName);
  else if (port.number < 1 || port.number > 65535) {
    port.invalid("must be between 1 and 65535, inclusive", port.number);
  }
}

/** A user or a group of Linux. */
export function checkUserId(id: Part): void {
  if (id.present) id.between(0, 2147483647);
}

/** `example.com/path`. */
export function checkDomainPath(part: Part): void {
  const { text } = part;
  if (text === "") return part.require();
  const slash = text.indexOf("/");
  const [host, path] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash <= 0 || path === "") return part.invalid('must be a domain-prefixed path (such as "acme.io/foo")');
  for (const detail of validateDns1123Subdomain(host)) part.invalid(detail, host);
  for (const detail of domainPath(path)) part.invalid(detail, path);
}
const domainPath = shaped("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+", "Invalid path");

/** The name of a signer of certificates: `example.com/signer`. */
export function checkSignerName(part: Part): void {
  if (!part.needed()) return;
  const [host = "", path, ...more] = part.text.split("/");
  if (path === undefined || more.length > 0) {
    return part.invalid("must be a fully qualified domain and path of the form 'example.com/signer-name'");
  }
  if (host.length > 253) part.tooLong(253);
  const firstOf = (labels: readonly string[], check: TextCheck, shown: string): void => {
    const bad = labels.find((one) => check(one).length > 0);
    if (bad === undefined) return;
    for (const detail of check(bad)) part.invalid(`validating label ${goQuote(bad)}: ${detail}`, shown);
  };
  const labels = host.split(".");
  firstOf(labels, validateDns1123Label, host);
  if (labels.length < 2) part.invalid("should be a domain with at least two segments separated by dots", host);
  firstOf(path.split("."), validateDns1123Subdomain, path);
  if (part.text.length > 571) part.tooLong(571);
}

/** The name of a CSI driver. */
export function checkDriverName(part: Part): void {
  if (!part.needed()) return;
  if (part.text.length > 63) part.tooLong(63);
  for (const detail of validateDns1123Subdomain(part.text.toLowerCase())) part.invalid(detail);
}

export function checkNoBacksteps(part: Part): void {
  if (part.text.split("/").includes("..")) part.invalid("must not contain '..'", part.text);
}

/** A path within something else. */
export function checkDescendingPath(part: Part): void {
  if (part.text.startsWith("/")) part.invalid("must be a relative path");
  checkNoBacksteps(part);
}

/** The same, of a volume that keeps what begins with two dots to itself. */
export function checkLocalPath(part: Part): void {
  checkDescendingPath(part);
  if (part.text.startsWith("..") && !part.text.startsWith("../")) part.invalid("must not start with '..'");
}
