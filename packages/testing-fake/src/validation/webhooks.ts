import { validateDns1035Label, validateDns1123Subdomain } from "@kubets/apimachinery";
import { checkMatchConditions, sameConditions } from "./match-conditions.ts";
import type { Part } from "./part.ts";
import { checkSelector } from "./selectors.ts";

const operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];

/** Webhooks of either kind. */
export function checkWebhooks(configuration: Part, old?: Part): void {
  const hooks = configuration.get("webhooks");
  const checked = old !== undefined && sameConditions(hooks, old.get("webhooks"));
  const names = new Set<string>();
  for (const hook of hooks.items) {
    checkHook(hook);
    if (!checked) checkMatchConditions(hook.get("matchConditions"));
    checkReviewVersions(hook.get("admissionReviewVersions"));
    const name = hook.get("name");
    if (name.text !== "" && names.has(name.text)) name.duplicate();
    names.add(name.text);
  }
}

function checkHook(hook: Part): void {
  checkQualifiedName(hook.get("name"));
  for (const rule of hook.get("rules").items) checkRule(rule);
  hook.get("failurePolicy").oneOf(["Fail", "Ignore"]);
  hook.get("matchPolicy").oneOf(["Equivalent", "Exact"]);
  const effects = hook.get("sideEffects");
  if (effects.present) effects.oneOf(["None", "NoneOnDryRun"]);
  else effects.require("must specify one of None, NoneOnDryRun");
  const timeout = hook.get("timeoutSeconds");
  if (timeout.present && (timeout.number > 30 || timeout.number < 1)) {
    timeout.invalid("the timeout value must be between 1 and 30 seconds");
  }
  checkSelector(hook.get("namespaceSelector"));
  checkSelector(hook.get("objectSelector"));
  hook.get("reinvocationPolicy").oneOf(["IfNeeded", "Never"]);
  const client = hook.get("clientConfig");
  const [url, service] = [client.get("url"), client.get("service")];
  if (url.present === service.present) client.require("exactly one of url or service is required");
  else if (url.present) checkUrl(url);
  else checkService(service);
}

function checkQualifiedName(name: Part): void {
  if (!name.needed()) return;
  const problems = validateDns1123Subdomain(name.text);
  if (problems.length > 0) name.invalid(problems.join(","));
  else if (name.text.split(".").length < 3) {
    name.invalid("should be a domain with at least three segments separated by dots");
  }
}

function checkRule(rule: Part): void {
  const [wanted, groups, versions, scope] = ["operations", "apiGroups", "apiVersions", "scope"].map((field) =>
    rule.get(field),
  ) as [Part, Part, Part, Part];
  const alone = (part: Part, others: string): void => {
    if (part.size > 1 && part.texts.includes("*")) part.invalid(`if '*' is present, must not specify other ${others}`);
  };
  wanted.needed();
  alone(wanted, "operations");
  for (const operation of wanted.items) operation.oneOf(operations);
  groups.needed();
  alone(groups, "API groups");
  versions.needed();
  alone(versions, "API versions");
  for (const version of versions.items) version.needed();
  checkResources(rule.get("resources"));
  scope.oneOf(["*", "Cluster", "Namespaced"]);
}

function checkResources(resources: Part): void {
  resources.needed();
  const allSubresources = new Set<string>();
  const ofAllResources = new Set<string>();
  let [single, plain] = [false, false];
  for (const part of resources.items) {
    const { text } = part;
    if (!part.needed()) continue;
    if (text === "*") single = true;
    const slash = text.indexOf("/");
    if (slash < 0) {
      plain = text !== "*";
      continue;
    }
    const [resource, sub] = [text.slice(0, slash), text.slice(slash + 1)];
    if (allSubresources.has(resource)) part.invalid(`if '${resource}/*' is present, must not specify ${text}`);
    if (ofAllResources.has(sub)) part.invalid(`if '*/${sub}' is present, must not specify ${text}`);
    if (sub === "*") allSubresources.add(resource);
    if (resource === "*") ofAllResources.add(sub);
  }
  if (resources.size > 1 && resources.texts.includes("*/*")) {
    resources.invalid("if '*/*' is present, must not specify other resources");
  }
  if (single && plain) {
    resources.invalid("if '*' is present, must not specify other resources without subresources");
  }
}

function checkReviewVersions(versions: Part): void {
  if (!versions.needed("must specify one of v1, v1beta1")) return;
  const seen = new Set<string>();
  for (const version of versions.items) {
    if (seen.has(version.text)) {
      version.invalid("duplicate version");
      continue;
    }
    seen.add(version.text);
    version.check(validateDns1035Label);
  }
  if (!seen.has("v1") && !seen.has("v1beta1")) versions.invalid("must include at least one of v1, v1beta1");
}

function checkUrl(part: Part): void {
  const form = "; desired format: https://host[/path]";
  const [, scheme = "", host, query, fragment] =
    /^(?:([A-Za-z][A-Za-z0-9+.-]*):)?(?:\/\/([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(part.text) ?? [];
  if (scheme.toLowerCase() !== "https") part.invalid(`'https' is the only allowed URL scheme${form}`, scheme);
  const at = (host ?? "").lastIndexOf("@");
  const own = (host ?? "").slice(at + 1);
  if (own === "") part.invalid(`host must be specified${form}`, "");
  if (at >= 0) part.invalid("user information is not permitted in the URL", (host ?? "").slice(0, at));
  if (fragment) part.invalid("fragments are not permitted in the URL", fragment);
  if (query) part.invalid("query parameters are not permitted in the URL", query);
}

function checkService(service: Part): void {
  // Servers take the one for the other.
  const [name, namespace] = [service.get("name"), service.get("namespace")];
  if (namespace.text === "") name.require();
  if (name.text === "") namespace.require();
  const [port, path] = [service.get("port"), service.get("path")];
  if (port.number < 1 || port.number > 65535) {
    port.invalid("port is not valid: must be between 1 and 65535, inclusive", port.number);
  }
  const { text } = path;
  if (text === "" || text === "/") return;
  if (text === "//") return path.invalid("segment[0] may not be empty");
  if (!text.startsWith("/")) path.invalid("must start with a '/'");
  for (const [index, step] of text.slice(1).replace(/\/$/, "").split("/").entries()) {
    if (step === "") path.invalid(`segment[${index}] may not be empty`);
    else for (const detail of validateDns1123Subdomain(step)) path.invalid(`segment[${index}]: ${detail}`);
  }
}

/** Expressions are not compiled. */
