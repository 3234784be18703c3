import type { GroupVersionResource, ListOptions, WatchOptions } from "@kubets/apimachinery";
import { invalidRequest } from "./errors.ts";
import type { ApiRequest } from "./rest-client.ts";
import type { TransportRequest } from "./transport.ts";

/** Which part of a resource a path leads to. */
export interface ResourcePathOptions {
  /** Absent for cluster-scoped resources and for collections over all namespaces. */
  readonly namespace?: string | undefined;
  /** One object; absent for the collection. */
  readonly name?: string | undefined;
  /** Such as `status`, `scale` or `log`. */
  readonly subresource?: string | undefined;
}

/**
 * The path of a resource, of its collection or of one object, escaped: `/apis/apps/v1/namespaces/default/deployments/web`.
 * Nothing but the resource is lower-cased (C68).
 *
 * Throws InvalidRequest on a segment that is empty, is `.` or `..`, or contains `/` or `%` (F009), and on a name with an
 * explicitly empty namespace (F011).
 */
export function resourcePath(
  { group, version, resource }: GroupVersionResource,
  { namespace, name, subresource }: ResourcePathOptions = {},
): string {
  let path = (group === "" ? "/api" : `/apis${segment("group", group)}`) + segment("version", version);
  // An empty namespace without a name is the field's way to say "all namespaces".
  if (namespace || (namespace === "" && name !== undefined)) path += `/namespaces${segment("namespace", namespace)}`;
  path += segment("resource", resource.toLowerCase());
  if (name !== undefined) path += segment("name", name);
  if (subresource !== undefined) path += segment("subresource", subresource);
  return path;
}

function segment(what: string, value: string): string {
  if (/^\.{0,2}$|[/%]/.test(value)) {
    throw invalidRequest(`${what} "${value}" is empty, "." or "..", or holds / or %`);
  }
  // A colon needs no escape in a path and is common in the names of roles.
  return `/${encodeURIComponent(value).replaceAll("%3A", ":")}`;
}

/** Name and value of query parameters, in the order in which they are sent. */
export type QueryPairs = readonly (readonly [name: string, value: string])[];

/**
 * Query parameters of exactly the options that are given, zero, false and the empty string included (D20).
 * `timeoutSeconds` goes twice, the second time as `timeout`, which bounds a list too (C66).
 */
export function listQuery(options: Partial<ListOptions>): QueryPairs {
  return queryOf(options, parameters);
}

/** Query parameters of a watch: `watch=true`, then as {@link listQuery}. */
export function watchQuery(options: Partial<WatchOptions> = {}): QueryPairs {
  return [["watch", "true"], ...queryOf(options, parameters)];
}

// Named one by one: a caller's options object may hold a signal and other things that are not for the server.
const parameters = [
  "labelSelector",
  "fieldSelector",
  "limit",
  "continue",
  "resourceVersion",
  "resourceVersionMatch",
  "timeoutSeconds",
  "allowWatchBookmarks",
  "sendInitialEvents",
];

/** Query parameters of these names: exactly those that are given, zero, false and the empty string included (D20). */
export function queryOf(options: object, names: readonly string[]): QueryPairs {
  const pairs: [string, string][] = [];
  for (const name of names) {
    const value = (options as Record<string, string | number | boolean | undefined>)[name];
    if (value === undefined) continue;
    pairs.push([name, String(value)]);
    if (name === "timeoutSeconds") pairs.push(["timeout", `${value}s`]);
  }
  return pairs;
}

/** The text after the question mark, each name and value escaped; empty for no parameters. */
export function encodeQuery(pairs: QueryPairs): string {
  return pairs.map((pair) => pair.map((part) => encodeURIComponent(part)).join("=")).join("&");
}

/** Parameters whose values say nothing secret; a command line of `exec` or a proxied request may. */
const harmless =
  /^(watch|limit|continue|dryRun|timeout|\w+Selector|\w+Seconds|resourceVersion\w*|field\w*|allow\w*|send\w*)$/;

/** Method, path and parameters of a request for logs; values that may be secret are left out. */
export function describeRequest({ method, path, query = [] }: Pick<ApiRequest, "method" | "path" | "query">): string {
  const shown = encodeQuery(query.map(([name, value]) => [name, harmless.test(name) ? value : "..."]));
  return `${method} ${path}${shown && `?${shown}`}`;
}

/** The same for a request as it goes out. */
export function describeSent({ method, url }: Pick<TransportRequest, "method" | "url">): string {
  const [path = "", search = ""] = url.split("?", 2);
  return describeRequest({ method: method as "GET", path, query: [...new URLSearchParams(search)] });
}
