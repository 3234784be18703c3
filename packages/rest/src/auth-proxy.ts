import type { Header, Middleware } from "./transport.ts";

/** Whom a trusted proxy speaks for. */
export interface ProxiedUser {
  readonly name: string;
  readonly uid?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly extra?: Readonly<Record<string, readonly string[]>> | undefined;
}

/**
 * A layer for programs that have authenticated somebody themselves and are trusted by the server to say whom, by a client
 * certificate of its request-header authority: sends the user as X-Remote-* headers (F032). Such headers that a request has
 * already are removed, whatever they say: they would be somebody else's claim.
 *
 * Keys of `extra` are escaped. Several groups need a transport that can repeat a header; fetch refuses them as Unsupported.
 */
export function authProxy({ name, uid, groups = [], extra = {} }: ProxiedUser): Middleware {
  const claims: Header[] = [
    ["x-remote-user", name],
    ...(uid ? [["x-remote-uid", uid] as const] : []),
    ...groups.map((group) => ["x-remote-group", group] as const),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => [`x-remote-extra-${escaped(key)}`, value] as const),
    ),
  ];
  return (request, next) => {
    const headers = request.headers.filter(([header]) => !/^x-remote-/i.test(header));
    return next({ ...request, headers: [...headers, ...claims] });
  };
}

/** As keys of impersonation are escaped; not shared with them, because those go into every bundle. */
function escaped(key: string): string {
  return encodeURIComponent(key).replace(/[()]/g, (bracket) => (bracket === "(" ? "%28" : "%29"));
}
