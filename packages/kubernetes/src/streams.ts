/** The calls of single resources whose answer is no object: logs of containers, and whatever is behind a proxy. */
import { KubernetesError } from "@kubets/apimachinery";
import { segment } from "./path-segment.ts";
import type { NamespacedName } from "./subresources.ts";

/** What these functions need of a client; that of `@kubets/dynamic` has it. */
export interface StreamClient<R extends { readonly body: AsyncIterable<Uint8Array> }> {
  readonly rest: {
    stream(
      request: {
        readonly method: "GET";
        readonly path: string;
        readonly query: readonly (readonly [name: string, value: string])[];
        readonly accept: string;
      },
      options?: StreamOptions,
    ): Promise<R>;
  };
}

/** What each call may set for itself. */
export interface StreamOptions {
  /** Ends the call, and the reading of its answer, with reason `Aborted`. */
  readonly signal?: AbortSignal | undefined;
}

/** Which lines of a log. */
export interface PodLogLinesOptions extends StreamOptions {
  /** Needed where the pod has several containers. */
  readonly container?: string | undefined;
  /** Goes on with what is written later, until the container ends; default false. */
  readonly follow?: boolean | undefined;
  /** Of the container that ran before, after a restart. */
  readonly previous?: boolean | undefined;
  readonly sinceSeconds?: number | undefined;
  /** RFC 3339. */
  readonly sinceTime?: string | undefined;
  /** An RFC 3339 time and a space before each line. */
  readonly timestamps?: boolean | undefined;
  /** The last so many lines. */
  readonly tailLines?: number | undefined;
  /** About so many bytes at most; the last line may be cut. */
  readonly limitBytes?: number | undefined;
  /** `All`, or one of the two alone, which a cluster may not know. */
  readonly stream?: "All" | "Stdout" | "Stderr" | undefined;
  /** The API server does not check the certificate of the node. */
  readonly insecureSkipTLSVerifyBackend?: boolean | undefined;
}

/**
 * The lines of a pod's log as they arrive, without their line ends (F082). What is no UTF-8 becomes U+FFFD. Leaving the loop
 * ends the request. A following one ends with the container, or when the connection is lost, which rejects.
 */
export async function* podLogLines<R extends { readonly body: AsyncIterable<Uint8Array> }>(
  client: StreamClient<R>,
  { namespace, name }: NamespacedName,
  { signal, ...said }: PodLogLinesOptions = {},
): AsyncGenerator<string, void, undefined> {
  const path = `/api/v1/namespaces/${segment(namespace)}/pods/${segment(name)}/log`;
  const query = Object.entries(said).flatMap(([option, value]): [string, string][] =>
    value === undefined ? [] : [[option, String(value)]],
  );
  const { body } = await client.rest.stream({ method: "GET", path, query, accept: "text/plain, */*" }, { signal });
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    const text = decoder.decode(bytes, { stream: true });
    const end = text.lastIndexOf("\n");
    if (end !== -1) yield* (rest + text.slice(0, end)).split("\n");
    rest = end === -1 ? rest + text : text.slice(end + 1);
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

/** Something that an API server reaches for its clients. */
export type ProxyTarget = (
  | { readonly resource: "pods" | "services"; readonly namespace: string }
  | { readonly resource: "nodes"; readonly namespace?: undefined }
) & {
  readonly name: string;
  /** Number or, of a service, name. Default: the only one of a service, the first of a pod, the kubelet's of a node. */
  readonly port?: number | string | undefined;
  /** What is spoken behind the proxy; default `http`, for nodes `https`. */
  readonly scheme?: "http" | "https" | undefined;
  /** Where on it; default its root. Taken as it is: escape what needs it. */
  readonly path?: string | undefined;
  readonly query?: Readonly<Record<string, string>> | undefined;
};

/**
 * A GET through the API server to a pod, a service or a node (F082): its answer with the body still to be read, as
 * `rest.stream` gives it. A failure status of either server rejects with what it answered.
 */
export async function proxyGet<R extends { readonly body: AsyncIterable<Uint8Array> }>(
  client: StreamClient<R>,
  target: ProxyTarget,
  options?: StreamOptions,
): Promise<R> {
  const { resource, namespace, name, port, scheme, path = "", query = {} } = target;
  const within = namespace === undefined ? "" : `/namespaces/${segment(namespace)}`;
  // As client-go joins them: with a scheme there are three parts, of which the port may be empty.
  const ports = scheme !== undefined || port !== undefined ? `:${optional(port)}` : "";
  const through = `${scheme === undefined ? "" : `${scheme}:`}${segment(name)}${ports}`;
  const below = path.replace(/^\/+/, "");
  // A URL would take the steps up itself and arrive at another part of the API.
  if (/(^|\/)(\.|%2e){1,2}(\/|$)|[?#\\]/i.test(below)) {
    throw new KubernetesError(`the path "${path}" of a proxy has "." or ".." in it, or one of ? # \\`, {
      reason: "InvalidRequest",
    });
  }
  return client.rest.stream(
    {
      method: "GET",
      path: `/api/v1${within}/${resource}/${through}/proxy/${below}`,
      query: Object.entries(query),
      accept: "*/*",
    },
    options,
  );
}

function optional(port: number | string | undefined): string {
  return port === undefined || port === "" ? "" : segment(String(port));
}
