import { KubernetesError } from "@kubets/apimachinery";

/** An absolute URL of http or https without user and password; undefined is none. */
export function parseHttpUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url && /^https?:$/.test(url.protocol) && !url.username && !url.password ? url : undefined;
}

/**
 * A server's base URL without a trailing slash; its path precedes every request's (F003, C69), query and fragment are
 * dropped. Throws Configuration where it is no http or https URL, or holds credentials.
 */
export function parseBaseUrl(server: string): string {
  const url = parseHttpUrl(server);
  // The address itself is left out: what is wrong with it may be a password.
  if (!url) {
    throw new KubernetesError("server must be like https://host:6443, without a password", {
      reason: "Configuration",
    });
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}
