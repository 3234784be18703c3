import { isKubernetesError, type KubernetesObject } from "@kubets/apimachinery";
import { asJson } from "./as-json.ts";
import { kubernetesProtobufMediaType } from "./decode.ts";
import { decodeProtobufList } from "./decode-list.ts";
import { decodeProtobufWatch } from "./decode-watch.ts";
import { encodeKubernetesProtobuf } from "./encode.ts";
import { hasProtobufForm } from "./resources.ts";
import type { ObjectsMode } from "./unread-fields.ts";

type Header = readonly [name: string, value: string];

/** What the layer sees of a request; that of `@kubets/rest` is one. */
export interface LayerRequest {
  readonly url: string;
  readonly headers: readonly Header[];
  readonly body?: Uint8Array | string | undefined;
}

/** What the layer sees of an answer; that of `@kubets/rest` is one. */
export interface LayerResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: AsyncIterable<Uint8Array>;
}

/** Decodes the answer without the detour over JSON; the bytes are the layer's own, whichever are given. */
export interface ProtobufDecoders {
  readonly decodeList: typeof decodeProtobufList;
  readonly decodeWatch: typeof decodeProtobufWatch;
}

/** How a client that speaks protobuf decodes. */
export interface PreferProtobufOptions {
  /**
   * `lazy` leaves spec, status and other large parts of listed and watched objects as bytes until they are read, for caches
   * of which most is never looked at. They behave as ordinary properties; one whose bytes are malformed throws Decode when
   * it is read. Default `parse`.
   */
  readonly objects?: ObjectsMode | undefined;
}

const json = "application/json";

/**
 * Makes a client speak protobuf: a layer for the `middleware` of `createRestClient` and `createClient`. Objects of the
 * kinds built into Kubernetes 1.37 are asked for in protobuf, JSON being welcome, and sent in it where the object fits;
 * lists and watches are decoded as they arrive. All else stays JSON: custom resources, patches, other views of objects,
 * streams of subresources, objects with fields that have no protobuf form. A resource for which the server refuses
 * protobuf (406, 415) is asked for in JSON from then on, beginning with the refused request.
 *
 * To layers further out and to who reads bytes, requests and answers are JSON. Fields that Kubernetes 1.37 does not have
 * are not seen, and an update of an object that was read without them removes them, as with a client-go of that version.
 */
export function preferProtobuf({ objects = "parse" }: PreferProtobufOptions = {}): <
  Q extends LayerRequest,
  R extends LayerResponse,
>(
  request: Q,
  next: (request: Q) => Promise<R>,
) => Promise<R & Partial<ProtobufDecoders>> {
  /** Resources that the server has only in JSON. */
  const refused = new Set<string>();
  return async (request, next) => {
    const resource = resourceOf(request.url);
    if (resource === undefined || refused.has(resource) || !hasProtobufForm(resource)) return next(request);
    if (headerOf(request, "accept") !== json) return next(request);
    const response = await next(inProtobuf(request));
    if (response.status === 406 || response.status === 415) {
      refused.add(resource);
      // Read to its end, the connection can be used again.
      for await (const _ of response.body);
      return next(request);
    }
    if (!headerOf(response, "content-type")?.startsWith(kubernetesProtobufMediaType)) return response;
    return understood(response, objects);
  };
}

/** `v1/pods` of what is after the group and version, and maybe a namespace; undefined for streams and the backend's own. */
function resourceOf(url: string): string | undefined {
  const [, core, named, tail = ""] = /\/(?:api\/(v1)|apis\/([^/?]+\/[^/?]+))\/([^?]*)/.exec(url) ?? [];
  if (/\/(proxy|log|exec|attach|portforward)(\/|$)/.test(tail)) return undefined;
  const [, inNamespace, cluster] = /^namespaces\/[^/]+\/(?!status$|finalize$)([^/]+)|^([^/]+)/.exec(tail) ?? [];
  const resource = inNamespace ?? cluster;
  return resource === undefined ? undefined : `${core ?? named}/${resource}`;
}

function inProtobuf<Q extends LayerRequest>(request: Q): Q {
  const headers = withHeader(request.headers, "accept", `${kubernetesProtobufMediaType},${json}`);
  const body = headerOf(request, "content-type") === json ? encoded(request.body) : undefined;
  if (body === undefined) return { ...request, headers };
  return { ...request, headers: withHeader(headers, "content-type", kubernetesProtobufMediaType), body };
}

/** Undefined for what goes as JSON: the server says then what is wrong with it, or why not. */
function encoded(body: LayerRequest["body"]): Uint8Array | undefined {
  if (typeof body !== "string") return undefined;
  try {
    return encodeKubernetesProtobuf(JSON.parse(body) as KubernetesObject);
  } catch (error) {
    if (error instanceof SyntaxError || (isKubernetesError(error) && error.reason === "InvalidRequest"))
      return undefined;
    throw error;
  }
}

function understood<R extends LayerResponse>(response: R, objects: ObjectsMode): R & ProtobufDecoders {
  const { body } = response;
  const watch = /;\s*stream=watch/.test(headerOf(response, "content-type") ?? "");
  return {
    ...response,
    headers: withHeader(response.headers, "content-type", json),
    body: asJson(body, watch),
    decodeList: (_, options) => decodeProtobufList(body, { ...options, objects }),
    decodeWatch: (_, options) => decodeProtobufWatch(body, { ...options, objects }),
  };
}

function headerOf({ headers }: { readonly headers: readonly Header[] }, wanted: string): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function withHeader(headers: readonly Header[], wanted: string, value: string): readonly Header[] {
  return headers.map((header) => (header[0].toLowerCase() === wanted ? [header[0], value] : header));
}
