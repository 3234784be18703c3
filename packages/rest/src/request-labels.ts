import type { TransportRequest } from "./transport.ts";

/** By what requests are told apart: few values each, and never a name or a namespace (F026). */
export interface RequestLabels {
  readonly method: string;
  readonly host: string;
  /** The path with `{namespace}`, `{name}` and `{path}` in place of what differs; `/{prefix}` for what is no resource. */
  readonly path: string;
}

/** What a request that goes out is labelled with. */
export function labelsOf({ method, url }: Pick<TransportRequest, "method" | "url">): RequestLabels {
  const { host, pathname } = new URL(url);
  return { method, host, path: pathTemplate(pathname) };
}

const resource = /\/(api\/[^/]+|apis\/[^/]+\/[^/]+)(\/namespaces\/[^/]+(?=\/))?\/([^/]+)(\/[^/]+)?(\/[^/]+)?(\/.*)?$/;

/**
 * The path of a request with everything that names an object replaced (F026): `/api/v1/namespaces/{namespace}/pods/{name}`.
 * What precedes it in the server's address is left out.
 */
export function pathTemplate(path: string): string {
  const [, root, namespace, kind, name, subresource, rest] = resource.exec(path) ?? [];
  if (!root) return "/{prefix}";
  // Parts of a namespace itself, which has no namespace around it.
  if (namespace && (kind === "status" || kind === "finalize") && !name) return `/${root}/namespaces/{name}/${kind}`;
  return [
    `/${root}`,
    namespace && "/namespaces/{namespace}",
    `/${kind}`,
    name && "/{name}",
    subresource,
    rest && "/{path}",
  ].join("");
}
