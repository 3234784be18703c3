import { type ClientReason, KubernetesError } from "@kubets/apimachinery";

/** An absolute URL of http or https without user and password. Throws where it is none. */
export function parseHttpUrl(text: string, what: string, reason: ClientReason): URL {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && !url.username && !url.password) return url;
  // The address itself is left out, and what the platform says of it: what is wrong with it may be a password.
  throw new KubernetesError(`${what} must be like https://host:6443, without a password`, { reason });
}

/**
 * A server's base URL without a trailing slash; its path precedes every request's (F003, C69), query and fragment are
 * dropped. Throws Configuration where it is no http or https URL, or holds credentials.
 */
export function parseBaseUrl(server: string): string {
  const { origin, pathname } = parseHttpUrl(server, "server", "Configuration");
  return origin + pathname.replace(/\/+$/, "");
}
