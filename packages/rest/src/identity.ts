import { KubernetesError } from "@kubets/apimachinery";
import type { ClusterConfig, Impersonation, TokenSource } from "./config.ts";
import { type Header, headerValue, type Middleware } from "./transport.ts";

/**
 * The layer that says who calls: a bearer token, or a user's name and password; whom to act as; and by which software.
 * What the request says already stays: each of the three is then left out (F029, C70). A 401 resets the token's source,
 * so that the next call brings a new token; the call itself is not replayed (F031).
 *
 * Throws Configuration where credentials hold a token and a password.
 */
export function identify({ credentials = {}, impersonate, userAgent }: ClusterConfig): Middleware {
  const { token, basic } = credentials;
  if (token && basic) {
    throw new KubernetesError("credentials hold a token and a password", { reason: "Configuration" });
  }
  const acting = impersonate ? impersonationHeaders(impersonate) : [];

  return async (request, next) => {
    const headers = [...request.headers];
    const lacks = (name: string): boolean => headerValue(request.headers, name) === undefined;
    if (lacks("impersonate-user")) headers.push(...acting);
    if (userAgent && lacks("user-agent")) headers.push(["user-agent", userAgent]);
    if (!(token || basic) || !lacks("authorization")) return next({ ...request, headers });

    const source: TokenSource = typeof token === "object" ? token : { token: () => token ?? "" };
    const bearer = await source.token({ signal: request.signal });
    if (basic) {
      const login = new TextEncoder().encode(`${basic.username}:${basic.password}`);
      headers.push(["authorization", `Basic ${btoa(String.fromCharCode(...login))}`]);
    } else if (bearer) headers.push(["authorization", `Bearer ${bearer}`]);
    try {
      const response = await next({ ...request, headers });
      if (response.status === 401) source.reset?.(bearer);
      return response;
    } catch (error) {
      // A refused WebSocket comes as an error.
      if ((error as { code?: unknown }).code === 401) source.reset?.(bearer);
      throw error;
    }
  };
}

/** Groups repeat the header, keys of `extra` are escaped (F032, C70). */
function impersonationHeaders({ user, uid, groups = [], extra = {} }: Impersonation): Header[] {
  const headers: Header[] = [];
  const add = (suffix: string, value: string | undefined): void => {
    if (value) headers.push([`impersonate-${suffix}`, value]);
  };
  add("user", user);
  add("uid", uid);
  for (const group of groups) add("group", group);
  for (const [key, values] of Object.entries(extra)) {
    // What a header's name may not hold, and the percent sign itself; servers take more escapes as well.
    const escaped = encodeURIComponent(key).replaceAll("(", "%28").replaceAll(")", "%29");
    for (const value of values) add(`extra-${escaped}`, value);
  }
  return headers;
}
