import type { UserInfo } from "../http/api-server.ts";
import type { RequestInfo } from "../http/request-info.ts";
import { flag } from "../http/options.ts";

/** What somebody wants to do, as authorizers see it. */
export type AccessAttributes = ResourceAttributes | PathAttributes;

/** A verb on a resource, of a namespace, of all, or of none. */
export interface ResourceAttributes {
  readonly user: UserInfo;
  /** `get`, `list`, `watch`, `create`, `update`, `patch`, `delete`, `deletecollection`, or any other word. */
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

/** A path that is no resource. */
export interface PathAttributes {
  readonly user: UserInfo;
  /** The HTTP method in lower case. */
  readonly verb: string;
  readonly path: string;
}

const verbs: Readonly<Record<string, string>> = {
  POST: "create",
  GET: "get",
  HEAD: "get",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** What a request is, before anybody has looked whether there is such a resource. */
export function attributesOf(
  { resource: path, path: raw, query }: RequestInfo,
  method: string,
  user: UserInfo,
): AccessAttributes {
  if (!path) return { user, verb: method.toLowerCase(), path: decodeURIComponent(raw) };
  const { group, resource, subresource } = path;
  // A namespace is within itself.
  const namespace = path.namespace ?? (group === "" && resource === "namespaces" ? path.name : undefined);
  let verb = verbs[method] ?? "";
  let { name } = path;
  if (name === undefined && verb === "get") {
    verb = isWatch(path.watch, query) ? "watch" : "list";
    name = /^metadata\.name==?([^,=!]+)$/.exec(query.get("fieldSelector") ?? "")?.[1];
  } else if (name !== undefined && verb === "get" && path.watch) verb = "watch";
  else if (name === undefined && verb === "delete") verb = "deletecollection";
  return { user, verb, group, resource, subresource, namespace, name };
}

function isWatch(inPath: boolean, query: URLSearchParams): boolean {
  try {
    return inPath || flag(query, "watch") === true;
  } catch {
    return false;
  }
}
