import type { StatusDetails } from "@kubets/apimachinery";
import type { Header } from "./headers.ts";
import type { ServerAccess, UserInfo } from "@kubets/testing-fake";

/** As whom a request is to be carried out, or why it is not. */
export type Impersonation = { readonly user: UserInfo } | Refusal;

/** A failure that a request is answered with. */
export interface Refusal {
  readonly code: 400 | 401 | 403;
  readonly reason: string;
  readonly message: string;
  readonly details?: StatusDetails | undefined;
}

/**
 * Follows the Impersonate headers: the user, groups, uid and extra fields that they name take the place of the user's own.
 * Without these headers the user stays who it is. With RBAC, Roles say who may (the verb `impersonate`); without, members of
 * `system:masters` may.
 */
export function impersonate(
  user: UserInfo,
  headers: readonly Header[],
  access: Pick<ServerAccess, "rbac" | "decide">,
): Impersonation {
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
  const account = serviceAccountOf(name);
  const wanted: Wanted[] = [
    account ? { resource: "serviceaccounts", ...account } : { resource: "users", name },
    ...groups.map((group) => ({ resource: "groups", name: group })),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => ({ group: authentication, resource: "userextras", subresource: key, name: value })),
    ),
    ...(uid === undefined ? [] : [{ group: authentication, resource: "uids", name: uid }]),
  ];
  for (const one of wanted) {
    const refused = refusal(user, one, access);
    if (refused !== undefined) {
      const details = { name: one.name, ...(one.group !== undefined && { group: one.group }), kind: one.resource };
      return { code: 403, reason: "Forbidden", message: refused, details };
    }
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

interface Wanted {
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name: string;
}

const authentication = "authentication.k8s.io";

/** Why somebody may not act as somebody else; undefined where they may. */
function refusal(
  user: UserInfo,
  wanted: Wanted,
  { rbac, decide }: Pick<ServerAccess, "rbac" | "decide">,
): string | undefined {
  const { group = "", resource, subresource, namespace, name } = wanted;
  const { allowed, reason } = rbac
    ? decide({ user, verb: "impersonate", group, resource, subresource, namespace, name })
    : { allowed: user.groups.includes("system:masters"), reason: "" };
  if (allowed) return undefined;
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  const qualified = group === "" ? resource : `${resource}.${group}`;
  const why = reason === "" ? "" : `: ${reason}`;
  return `${qualified} "${name}" is forbidden: User "${user.name}" cannot impersonate resource "${what}" in API group "${group}" ${where}${why}`;
}

function serviceAccountOf(user: string): { readonly namespace: string; readonly name: string } | undefined {
  const [system, kind, namespace, account, ...rest] = user.split(":");
  if (system !== "system" || kind !== "serviceaccount" || !namespace || !account || rest.length > 0) return undefined;
  return { namespace, name: account };
}

/** The groups that a service account is in by its name. */
function impliedGroups(name: string): string[] {
  const account = serviceAccountOf(name);
  return account ? ["system:serviceaccounts", `system:serviceaccounts:${account.namespace}`] : [];
}

/** Names of extra fields may hold what headers cannot, percent-encoded. */
function unescaped(field: string): string {
  try {
    return decodeURIComponent(field);
  } catch {
    return field;
  }
}
