/** A base URL, or why there is none. */
export type ServerUrl = { readonly url: string; readonly secure: boolean } | { readonly problem: string };

/**
 * The base URL that `server` stands for: as written, without query, fragment and closing slashes. A bare `host:port` is
 * plain http, as in client-go.
 */
export function serverUrl(server: string): ServerUrl {
  const withScheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(server);
  const parsed = tryParse(withScheme ? server : `http://${server}`);
  const expected = "expected a URL such as https://cluster.example:6443";
  if (parsed === undefined || parsed.hostname === "") return { problem: `${expected}, found ${shown(server)}` };
  if (parsed.username !== "" || parsed.password !== "") {
    return { problem: `${expected}, found one with a user name or password in it: they belong to the user` };
  }
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") {
    return { problem: `${expected}, found the scheme ${JSON.stringify(parsed.protocol.slice(0, -1))}` };
  }
  const path = parsed.pathname.replace(/\/+$/, "");
  if (!withScheme && path !== "")
    return { problem: `${expected}, found ${shown(server)}: a path needs a scheme before the host` };
  return { url: `${parsed.protocol}//${parsed.host}${path}`, secure: parsed.protocol === "https:" };
}

/** Why a proxy's URL cannot be used; nothing where it can. It may hold a password, so it is never repeated. */
export function proxyUrlProblem(proxyUrl: string): string | undefined {
  const expected = "expected a URL with the scheme http, https or socks5";
  const parsed = tryParse(proxyUrl);
  if (parsed === undefined) return `${expected}, found text that is not a URL`;
  if (!["http:", "https:", "socks5:"].includes(parsed.protocol)) {
    return `${expected}, found the scheme ${JSON.stringify(parsed.protocol.slice(0, -1))}`;
  }
  return undefined;
}

function tryParse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    // What is thrown holds the whole text, and with it a password that may be in there: it is nobody's cause.
    return undefined;
  }
}

/** What stands there, unless a password could be in it. */
function shown(text: string): string {
  return text.includes("@") || text.length > 200 ? "text that is not one" : JSON.stringify(text);
}
