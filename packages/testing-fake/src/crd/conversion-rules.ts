import { validateDns1035Label, validateDns1123Subdomain } from "@kubets/apimachinery";
import { fieldOf, isObject, valueAt, type JsonObject } from "../json.ts";
import { invalidValue, notSupported, required, forbiddenField, type FieldProblem } from "../http/status.ts";

/** What is wrong with how a definition converts between its versions. */
export function conversionProblems(conversion: unknown, path: string): FieldProblem[] {
  if (!isObject(conversion)) return [];
  const strategy = textOf(conversion, "strategy");
  const webhook = valueAt(conversion, ["webhook"]);
  const config = valueAt(webhook, ["clientConfig"]);
  const problems: FieldProblem[] = [];
  if (strategy === "") problems.push(required(`${path}.strategy`));
  else if (strategy !== "None" && strategy !== "Webhook") {
    problems.push(notSupported(`${path}.strategy`, strategy, ["None", "Webhook"]));
  }
  const reviewVersions = valueAt(webhook, ["conversionReviewVersions"]);
  const versions = Array.isArray(reviewVersions) ? reviewVersions.map(String) : [];
  if (strategy === "Webhook") {
    problems.push(...clientProblems(config, `${path}.webhookClientConfig`));
    problems.push(...reviewVersionProblems(versions, `${path}.conversionReviewVersions`));
    return problems;
  }
  const detail = "should not be set when strategy is not set to Webhook";
  if (isObject(config)) problems.push(forbiddenField(`${path}.webhookClientConfig`, detail));
  if (versions.length > 0) problems.push(forbiddenField(`${path}.conversionReviewVersions`, detail));
  return problems;
}

function reviewVersionProblems(versions: readonly string[], path: string): FieldProblem[] {
  if (versions.length === 0) return [required(path)];
  const problems = versions.flatMap((version, index) => {
    const field = `${path}[${index}]`;
    if (versions.indexOf(version) < index) return [invalidValue(field, version, "duplicate version")];
    return validateDns1035Label(version).map((detail) => invalidValue(field, version, detail));
  });
  if (!versions.some((version) => version === "v1" || version === "v1beta1")) {
    problems.push(invalidValue(path, versions, "must include at least one of v1, v1beta1"));
  }
  return problems;
}

function clientProblems(config: unknown, path: string): FieldProblem[] {
  if (!isObject(config)) return [required(path, "required when strategy is set to Webhook")];
  const url = fieldOf(config, "url");
  const service = fieldOf(config, "service");
  if ((typeof url === "string") === isObject(service)) {
    return [required(path, "exactly one of url or service is required")];
  }
  return typeof url === "string"
    ? urlProblems(url, `${path}.url`)
    : serviceProblems(service as JsonObject, `${path}.service`);
}

function urlProblems(text: string, path: string): FieldProblem[] {
  const form = "; desired format: https://host[/path]";
  const [, scheme = "", authority, rest = ""] =
    /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^/?#]*))?(.*)$/s.exec(text) ?? [];
  const at = (authority ?? "").lastIndexOf("@");
  const host = (authority ?? "").slice(at + 1);
  const query = /\?([^#]*)/.exec(rest)?.[1] ?? "";
  const fragment = /#(.*)$/s.exec(rest)?.[1] ?? "";
  const problems: FieldProblem[] = [];
  const lower = scheme.toLowerCase();
  if (lower !== "https") problems.push(invalidValue(path, lower, `'https' is the only allowed URL scheme${form}`));
  if (host === "") problems.push(invalidValue(path, "", `host must be specified${form}`));
  if (at !== -1) {
    const user = (authority ?? "").slice(0, at);
    problems.push(invalidValue(path, user, "user information is not permitted in the URL"));
  }
  if (fragment !== "") problems.push(invalidValue(path, fragment, "fragments are not permitted in the URL"));
  if (query !== "") problems.push(invalidValue(path, query, "query parameters are not permitted in the URL"));
  return problems;
}

/** The server mixes up namespace and name here, which changes nothing as both have to be there. */
function serviceProblems(service: JsonObject, path: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (textOf(service, "namespace") === "") problems.push(required(`${path}.name`));
  if (textOf(service, "name") === "") problems.push(required(`${path}.namespace`));
  const port = fieldOf(service, "port");
  if (typeof port === "number" && (port < 1 || port > 65_535)) {
    problems.push(invalidValue(`${path}.port`, port, "port is not valid: must be between 1 and 65535, inclusive"));
  }
  const urlPath = textOf(service, "path");
  const field = `${path}.path`;
  if (urlPath === "" || urlPath === "/") return problems;
  if (urlPath === "//") return [...problems, invalidValue(field, urlPath, "segment[0] may not be empty")];
  if (!urlPath.startsWith("/")) problems.push(invalidValue(field, urlPath, "must start with a '/'"));
  for (const [index, step] of urlPath.slice(1).replace(/\/$/, "").split("/").entries()) {
    const details = step === "" ? [" may not be empty"] : validateDns1123Subdomain(step).map((detail) => `: ${detail}`);
    problems.push(...details.map((detail) => invalidValue(field, urlPath, `segment[${index}]${detail}`)));
  }
  return problems;
}

function textOf(object: JsonObject, field: string): string {
  const value = fieldOf(object, field);
  return typeof value === "string" ? value : "";
}
