import { apiVersionOf, KubernetesError } from "@kubets/apimachinery";
import type { CallOptions, RestClient } from "@kubets/rest";

/** An OpenAPI v3 document as the server wrote it: plain JSON, references and cycles unresolved. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths?: Readonly<Record<string, unknown>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
  readonly [field: string]: unknown;
}

/** Reads the OpenAPI v3 documents of a server, one a group version. */
export interface OpenApiClient {
  /** What there is a document of, sorted: `api/v1`, `apis/apps/v1`, `version`. */
  paths(options?: CallOptions): Promise<string[]>;
  /**
   * The document of a group version. Rejects with reason `NotFound` where the server has none: that of an aggregated API
   * server, or of a resource that was defined a moment ago, may be missing.
   */
  document(
    groupVersion: { readonly group: string; readonly version: string },
    options?: CallOptions,
  ): Promise<OpenApiDocument>;
  /** Forgets all documents. */
  invalidate(): void;
}

interface Index {
  readonly paths?: Readonly<Record<string, { readonly serverRelativeURL?: string }>>;
}

/**
 * Creates a client that remembers documents (F076). The index is read at each call, which is little; it names each
 * document with a hash of its content, so that one that was read is read again only when it has changed. All callers
 * share one request; a caller's signal ends that of the index only.
 */
export function createOpenApiClient({ rest }: { readonly rest: RestClient }): OpenApiClient {
  const documents = new Map<string, { readonly url: string; readonly document: Promise<OpenApiDocument> }>();

  const get = async <B extends object>(url: string, options?: CallOptions): Promise<B> => {
    const [path = "", search = ""] = url.split("?");
    const query = [...new URLSearchParams(search)];
    const body = await rest.json<unknown>({ method: "GET", path, query }, options);
    if (typeof body === "object" && body !== null) return body as B;
    throw new KubernetesError(`the answer of ${path} is no object`, { reason: "Decode" });
  };
  const index = async (options?: CallOptions) => (await get<Index>("/openapi/v3", options)).paths ?? {};

  return {
    paths: async (options) => Object.keys(await index(options)).toSorted(),
    async document(groupVersion, options) {
      const name = `${groupVersion.group === "" ? "api" : "apis"}/${apiVersionOf(groupVersion)}`;
      const paths = await index(options);
      const url = Object.hasOwn(paths, name) ? paths[name]?.serverRelativeURL : undefined;
      if (!url) {
        documents.delete(name);
        throw new KubernetesError(`the server has no OpenAPI document of ${apiVersionOf(groupVersion)}`, {
          reason: "NotFound",
        });
      }
      const known = documents.get(name);
      if (known?.url === url) return known.document;
      const document = get<OpenApiDocument>(url);
      const entry = { url, document };
      documents.set(name, entry);
      document.catch(() => {
        if (documents.get(name) === entry) documents.delete(name);
      });
      return document;
    },
    invalidate: () => documents.clear(),
  };
}
