import type { Header } from "./headers.ts";
import type { UserInfo } from "@kubets/testing-fake";

/** As whom a request is to be carried out, or why it is not. */
export type Impersonation =
  | { readonly user: UserInfo }
  | { readonly code: 400 | 403; readonly reason: string; readonly message: string };

/**
 * Follows the Impersonate headers, for members of `system:masters`: the user, groups, uid and extra fields that they name
 * take the place of the user's own. Without these headers the user stays who it is.
 */
export function impersonate(user: UserInfo, headers: readonly Header[]): Impersonation {
  const all = (name: string): string[] => headers.flatMap(([key, value]) => (key === name ? [value] : []));
  const [name = ""] = all("impersonate-user");
  const [uid] = all("impersonate-uid");
  const groups = all("impersonate-group");
  const extra: Record<string, string[]> = {};
  for (const [key, value] of headers) {
    const field = /^impersonate-extra-(.+)$/.exec(key)?.[1];
    if (field !== undefined) (extra[unescaped(field)] ??= []).push(value);
  }
  const hasExtra = Object.keys(extra).length > 0;
  if (name === "") {
    if (uid === undefined && groups.length === 0 && !hasExtra) return { user };
    return { code: 400, reason: "BadRequest", message: "requested a user without impersonating a user name" };
  }
  if (!user.groups.includes("system:masters")) {
    const resource = name.startsWith("system:serviceaccount:") ? "serviceaccounts" : "users";
    const message = `${resource} "${name}" is forbidden: User "${user.name}" cannot impersonate resource "${resource}" in API group "" at the cluster scope`;
    return { code: 403, reason: "Forbidden", message };
  }
  return {
    user: {
      name,
      groups: [...new Set([...(groups.length > 0 ? groups : impliedGroups(name)), authenticatedGroup(name)])],
      ...(uid !== undefined && { uid }),
      ...(hasExtra && { extra }),
    },
  };
}

const authenticatedGroup = (name: string): string =>
  name === "system:anonymous" ? "system:unauthenticated" : "system:authenticated";

/** The groups that a service account is in by its name. */
function impliedGroups(name: string): string[] {
  const [system, kind, namespace, account, ...rest] = name.split(":");
  if (system !== "system" || kind !== "serviceaccount" || !namespace || !account || rest.length > 0) return [];
  return ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
}

/** Names of extra fields may hold what headers cannot, percent-encoded. */
function unescaped(field: string): string {
  try {
    return decodeURIComponent(field);
  } catch {
    return field;
  }
}
