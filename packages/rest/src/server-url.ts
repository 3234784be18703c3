import { KubernetesError } from "@kubets/apimachinery";

/**
 * A server's base URL without a trailing slash; its path precedes every request's (F003, C69), query and fragment are
 * dropped. Throws Configuration where it is no http or https URL, or holds credentials.
 */
export function parseBaseUrl(server: string): string {
  const url = URL.parse(server);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    // The address itself is left out: what is wrong with it may be a password.
    throw new KubernetesError("server must be like https://host:6443, without a password", {
      reason: "Configuration",
    });
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}
