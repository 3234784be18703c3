import type { UserInfo } from "../http/api-server.ts";
import type { RequestVerb } from "../http/handle-resource.ts";
import type { ResourcePath } from "../http/request-info.ts";

/** Which requests a fault or a reactor is about. What is absent matches any; a list matches each of its members. */
export interface RequestMatch {
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection` or `connect`; `*` is any. */
  readonly verb?: RequestVerb | "*" | readonly RequestVerb[] | undefined;
  /** The API group; empty is the core group. */
  readonly group?: string | undefined;
  /**
   * Plural, with its subresource where it is about that one: `pods`, `pods/status`, `websites`. `pods/*` are all
   * subresources of pods, `*\/status` the status of everything, and `*` is everything, subresources included.
   */
  readonly resource?: string | readonly string[] | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** The name of the user who asks, after impersonation. */
  readonly user?: string | undefined;
}

/** What a request asks for, as far as {@link RequestMatch} looks at it. */
export interface AskedResource extends Pick<ResourcePath, "group" | "resource"> {
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly verb: RequestVerb;
  readonly user: Pick<UserInfo, "name">;
}

/** Whether a request is one of those meant. */
export function matchesRequest(match: RequestMatch, asked: AskedResource): boolean {
  return (
    (match.verb === undefined || match.verb === "*" || listOf(match.verb).includes(asked.verb)) &&
    (match.group === undefined || match.group === asked.group) &&
    (match.resource === undefined || listOf(match.resource).some((resource) => isResource(resource, asked))) &&
    (match.namespace === undefined || match.namespace === asked.namespace) &&
    (match.name === undefined || match.name === asked.name) &&
    (match.user === undefined || match.user === asked.user.name)
  );
}

function listOf<T extends string>(value: T | readonly T[]): readonly string[] {
  return typeof value === "string" ? [value] : value;
}

function isResource(wanted: string, { resource, subresource }: AskedResource): boolean {
  if (wanted === "*") return true;
  const [plural = "", part] = wanted.split("/", 2);
  return (plural === "*" || plural === resource) && (part === "*" ? subresource !== undefined : part === subresource);
}
