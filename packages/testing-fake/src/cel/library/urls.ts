import { declare, type FunctionDeclaration } from "../declarations.ts";
import { ArrayList, EntryMap, Opaque, fail, type Value } from "../values.ts";
import { readUrl, unescape, type UrlParts } from "./url-text.ts";

class Url extends Opaque {
  readonly type = "kubernetes.URL";
  readonly parts: UrlParts;
  constructor(parts: UrlParts) {
    super();
    this.parts = parts;
  }
  override toString(): string {
    const { scheme, userInfo, host, path, query, fragment, opaque } = this.parts;
    const hasAuthority = userInfo !== undefined || host !== "" || scheme !== "";
    const authority = hasAuthority ? `//${userInfo === undefined ? "" : `${userInfo}@`}${host}` : "";
    const middle = opaque ?? `${authority}${path}`;
    return `${scheme === "" ? "" : `${scheme}:`}${middle}${query === undefined ? "" : `?${query}`}${fragment ? `#${fragment}` : ""}`;
  }
}

const urlOf = (value: Value): Url => {
  if (value instanceof Url) return value;
  const parts = readUrl(value as string);
  return typeof parts === "string" ? fail(`URL parse error during conversion from string: ${parts}`) : new Url(parts);
};

/** A host without its port, and the port. */
function splitHost(host: string): { readonly name: string; readonly port: string } {
  const [, bracketed, plain = "", port = ""] = /^(?:\[(.*)\]|(.*?))(?::(\d*))?$/s.exec(host) ?? [];
  return { name: bracketed ?? plain, port };
}

function queryOf(query: string): EntryMap {
  const values = new Map<string, string[]>();
  for (const pair of query.split("&")) {
    if (pair === "" || pair.includes(";") || /%(?![\da-fA-F]{2})/.test(pair)) continue;
    const [name = "", ...rest] = pair.split("=").map((part) => unescape(part.replaceAll("+", " ")));
    values.set(name, [...(values.get(name) ?? []), rest.join("=")]);
  }
  return EntryMap.of([...values].map(([name, list]) => [name, new ArrayList(list)] as const));
}

/** Functions of URLs. */
export function urls(): readonly FunctionDeclaration[] {
  const part = (name: string, id: string, of: (url: UrlParts) => Value, type = "string"): FunctionDeclaration =>
    declare(name, (url) => of(urlOf(url).parts), `url_get_${id}: kubernetes.URL.() ${type}`);
  return [
    declare("url", urlOf, "string_to_url: (string) kubernetes.URL"),
    declare("isURL", (text) => typeof readUrl(text as string) !== "string", "is_url_string: (string) bool"),
    part("getScheme", "scheme", ({ scheme }) => scheme),
    part("getHost", "host", ({ host }) => host),
    part("getHostname", "hostname", ({ host }) => splitHost(host).name),
    part("getPort", "port", ({ host }) => splitHost(host).port),
    part("getEscapedPath", "escaped_path", ({ path }) => path),
    part("getQuery", "query", ({ query }) => queryOf(query ?? ""), "map(string, list(string))"),
  ];
}
