import { goQuote } from "../../go-text.ts";

/** A URL in its parts, as Go's net/url has them. */
export interface UrlParts {
  readonly scheme: string;
  readonly userInfo: string | undefined;
  readonly host: string;
  /** With its escapes, those that are missing added. */
  readonly path: string;
  /** Undefined where there is no question mark. */
  readonly query: string | undefined;
  readonly fragment: string | undefined;
  /** What follows the scheme of a URL such as `mailto:a@b.c`. */
  readonly opaque: string | undefined;
}

/** Reads an absolute URL or path; a text says what is wrong, as Go says it. */
export function readUrl(text: string): UrlParts | string {
  const failure = (why: string): string => `parse ${goQuote(text)}: ${why}`;
  if (text === "") return failure("empty url");
  if (Array.from(text).some((character) => character < " " || character === "\u007f"))
    return failure("net/url: invalid control character in URL");
  if (text === "*") return { ...nothing, path: "*" };
  if (text.startsWith(":")) return failure("missing protocol scheme");
  const [head = "", scheme = ""] = /^([a-zA-Z][a-zA-Z\d+.-]*):/.exec(text) ?? [];
  const hash = text.indexOf("#");
  const fragment = hash === -1 ? undefined : text.slice(hash + 1);
  const whole = text.slice(head.length, hash === -1 ? undefined : hash);
  const mark = whole.indexOf("?");
  const query = mark === -1 ? undefined : whole.slice(mark + 1);
  let rest = mark === -1 ? whole : whole.slice(0, mark);
  if (!rest.startsWith("/")) {
    if (scheme === "") return failure("invalid URI for request");
    return { ...nothing, scheme: scheme.toLowerCase(), opaque: rest, query, fragment };
  }
  let authority: { readonly userInfo: string | undefined; readonly host: string } = nothing;
  if (rest.startsWith("//") && (scheme !== "" || !rest.startsWith("///"))) {
    const end = rest.indexOf("/", 2);
    const read = readAuthority(rest.slice(2, end === -1 ? undefined : end));
    if (typeof read === "string") return failure(read);
    authority = read;
    rest = end === -1 ? "" : rest.slice(end);
  }
  const bad = badEscape(rest) ?? badEscape(fragment ?? "");
  if (bad !== undefined) return failure(bad);
  return { ...authority, scheme: scheme.toLowerCase(), path: escapedPath(rest), query, fragment, opaque: undefined };
}

const nothing: UrlParts = {
  scheme: "",
  userInfo: undefined,
  host: "",
  path: "",
  query: undefined,
  fragment: undefined,
  opaque: undefined,
};

const badEscape = (text: string): string | undefined => {
  const escape = /%(?![\da-fA-F]{2}).{0,2}/s.exec(text)?.[0];
  return escape === undefined ? undefined : `invalid URL escape ${goQuote(escape)}`;
};

function readAuthority(text: string): { readonly userInfo: string | undefined; readonly host: string } | string {
  const at = text.lastIndexOf("@");
  const userInfo = at === -1 ? undefined : text.slice(0, at);
  const host = text.slice(at + 1);
  const portOf = (rest: string): string | undefined =>
    rest === "" || /^:\d*$/.test(rest) ? undefined : `invalid port ${goQuote(rest)} after host`;
  let problem: string | undefined;
  if (host.startsWith("[")) {
    const end = host.lastIndexOf("]");
    problem = end === -1 ? "missing ']' in host" : portOf(host.slice(end + 1));
  } else if (host.includes(":")) {
    problem = portOf(host.slice(host.indexOf(":")));
  }
  problem ??= badHost(host);
  if (problem !== undefined) return problem;
  if (userInfo !== undefined && !/^[\w\-.:~!$&'()*+,;=%@]*$/.test(userInfo)) return "net/url: invalid userinfo";
  const unescaped = host.replaceAll(/%25([^\]]*)/g, (_, zone: string) => `%${unescape(zone)}`);
  return { userInfo, host: unescape(unescaped) };
}

/** Within a host only what is no letter of ASCII may be escaped, and a zone. */
function badHost(host: string): string | undefined {
  const broken = badEscape(host);
  if (broken !== undefined) return broken;
  const zone = host.startsWith("[") ? host.indexOf("%25") : -1;
  const plain = zone === -1 ? host : host.slice(0, zone);
  const escape = /%(?!25|[89a-fA-F])../.exec(plain)?.[0];
  if (escape !== undefined) return `invalid URL escape ${goQuote(escape)}`;
  const bad = /[^\w\-.~!$&'()*+,;=:[\]<>"%\u0080-\u{10ffff}]/u.exec(host)?.[0];
  return bad === undefined ? undefined : `invalid character ${goQuote(bad)} in host name`;
}

/** Undoes escapes; what is no UTF-8 stays. */
export function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function escapedPath(path: string): string {
  if (/^(?:%[\da-fA-F]{2}|[\w\-.~!$&'()*+,;=:@/[\]])*$/.test(path)) return path;
  return encodeURI(unescape(path)).replaceAll(/[?#[\]!'()*;]/g, (character) =>
    /[?#[\]!'()*;,]/.test(character) ? `%${character.charCodeAt(0).toString(16).toUpperCase()}` : character,
  );
}
