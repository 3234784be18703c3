import { KubernetesError } from "@kubets/apimachinery";
import { parseNoProxy, type Target } from "./no-proxy.ts";

/** A proxy that opens connections to others. */
export interface Proxy extends Target {
  readonly protocol: "http:" | "https:" | "socks5:";
  /** Host and port as messages name it; never with user and password. */
  readonly address: string;
  readonly login?: { readonly username: string; readonly password: string };
}

/** Which proxy serves a target; undefined is none. */
export type ProxyChoice = (target: Target, secure: boolean) => Proxy | undefined;

/** Variables of an environment; `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

const defaultPorts = { "http:": 80, "https:": 443, "socks5:": 1080 };

/**
 * The proxies of a configuration: `proxyUrl` for everybody, else what HTTPS_PROXY, HTTP_PROXY and NO_PROXY say, in capitals
 * or not (F038). Undefined where there is none at all. Throws Configuration on what is no proxy's address.
 */
export function chooseProxy(proxyUrl: string | undefined, environment: Environment = {}): ProxyChoice | undefined {
  if (proxyUrl) {
    const proxy = parseProxy(proxyUrl, "proxyUrl");
    return () => proxy;
  }
  const variable = (name: string): string => environment[name] || environment[name.toLowerCase()] || "";
  const read = (name: string): Proxy | undefined => {
    const value = variable(name);
    // In an environment, the scheme may be missing.
    return value ? parseProxy(/^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`, name) : undefined;
  };
  const secureProxy = read("HTTPS_PROXY");
  // Programs that a web server runs get a client's `Proxy` header in this variable.
  const plainProxy = environment["REQUEST_METHOD"] ? undefined : read("HTTP_PROXY");
  if (!secureProxy && !plainProxy) return undefined;
  const isException = parseNoProxy(variable("NO_PROXY"));
  return (target, secure) => (isException(target) ? undefined : secure ? secureProxy : plainProxy);
}

function parseProxy(text: string, option: string): Proxy {
  const url = URL.parse(text);
  // Of both, the proxy looks up names; curl made the second name common.
  const protocol = url?.protocol === "socks5h:" ? "socks5:" : url?.protocol;
  const login = url && decodeLogin(url);
  if (!url?.hostname || !login || (protocol !== "http:" && protocol !== "https:" && protocol !== "socks5:")) {
    // The address itself is left out: it may hold a password.
    throw new KubernetesError(`${option} must be the URL of a proxy, of http, https or socks5`, {
      reason: "Configuration",
    });
  }
  return {
    protocol,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port ? Number(url.port) : defaultPorts[protocol],
    address: url.host,
    ...(url.username !== "" && { login }),
  };
}

/** Null where a percent sign escapes nothing. */
function decodeLogin({ username, password }: URL): { username: string; password: string } | null {
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return null;
  }
}
