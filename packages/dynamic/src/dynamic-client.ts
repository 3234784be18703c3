import type { KubernetesObject, ResourceDescriptor, Scope, Verb } from "@kubets/apimachinery";
import { decodeError, invalidRequest, type ApiRequest, type CallOptions, type RestClient } from "@kubets/rest";
import type { Clock } from "@kubets/wait";
import { eachObject } from "./pager.ts";
import * as requests from "./requests.ts";
import type { AnyScopeResourceClient, ClientOf, DynamicClient, ResourceClient } from "./resource-client.ts";
import { retryOnConflict } from "./retry-on-conflict.ts";

/** What a dynamic client is made of. */
export interface DynamicClientOptions {
  /** Carries every request; disposing the dynamic client disposes it. */
  readonly rest: RestClient;
  /** What the waiting between the attempts of `edit` goes by. Default: the real clock. */
  readonly clock?: Clock | undefined;
  /** For the jitter of that waiting. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/**
 * A client for any resource of a server, typed by its descriptor; a plain descriptor without a type gives unstructured
 * objects. Objects are what the server sent, field by field, unknown ones included (D12). Calls reject with a
 * KubernetesError: what the server answered, or `InvalidRequest` for what cannot be sent as it was said.
 */
export function createDynamicClient(options: DynamicClientOptions): DynamicClient {
  const { rest } = options;
  return {
    rest,
    resource<T extends KubernetesObject, S extends Scope, Sub extends string>(
      descriptor: ResourceDescriptor<T, S, Verb, Sub>,
    ): ClientOf<T, S, Sub> {
      return createResourceClient<T>(options, { descriptor }) as ClientOf<T, S, Sub>;
    },
    [Symbol.asyncDispose]: () => rest[Symbol.asyncDispose](),
  };
}

/** All methods for every scope; the types say which of them fit, and requests refuse the others. */
function createResourceClient<T extends KubernetesObject>(
  options: DynamicClientOptions,
  target: requests.Target,
): AnyScopeResourceClient<T> {
  const { rest, clock, random } = options;

  async function object<R extends KubernetesObject>(request: ApiRequest, options?: CallOptions): Promise<R> {
    const answer = await rest.json<R | undefined>(request, options);
    if (answer !== undefined) return answer;
    throw decodeError(`the answer to ${request.method} ${request.path} is empty`);
  }

  const client: AnyScopeResourceClient<T> = {
    namespace(name): ResourceClient<T> {
      const { descriptor } = target;
      // An empty one would mean all of them: a deletion must not.
      if (!name || descriptor.scope === "Cluster") {
        throw invalidRequest(`${descriptor.resource} have no namespace "${name}"`);
      }
      return createResourceClient<T>(options, { descriptor, namespace: name });
    },

    // Reads: "async" turns a refusal into a rejection, here and below.
    get: async (name, options) => object(requests.getRequest(target, name, options), options),
    list: async (options) => rest.list(requests.listRequest(target, options), options),
    items: (options = {}) => eachObject((page) => client.list(page), options),
    async *watch(options) {
      for await (const batch of client.watchBatches(options)) yield* batch;
    },
    async *watchBatches(options) {
      yield* rest.watch(requests.watchRequest(target, options), options);
    },

    // Writes.
    create: async (body, options) => object(requests.createRequest(target, body, options), options),
    update: async (body, options) => object(requests.updateRequest(target, body, options), options),
    updateStatus: async (body, options) => object(requests.updateRequest(target, body, options, "status"), options),
    patch: async (name, patch, options) => object(requests.patchRequest(target, name, patch, options), options),
    patchStatus: async (name, patch, options) =>
      object(requests.patchRequest(target, name, patch, options, "status"), options),
    apply: async (body, options) => object(requests.applyRequest(target, body as KubernetesObject, options), options),
    applyStatus: async (body, options) =>
      object(requests.applyRequest(target, body as KubernetesObject, options, "status"), options),
    delete: async (name, options) => object(requests.deleteRequest(target, name, options), options),
    async deleteCollection(options) {
      await rest.text(requests.deleteCollectionRequest(target, options), options);
    },
    getScale: async (name, options) => object(requests.getRequest(target, name, {}, "scale"), options),
    updateScale: async (name, scale, options) =>
      object(requests.updateScaleRequest(target, name, scale, options), options),
    edit: (name, change, options = {}) =>
      retryOnConflict(
        async () => {
          const read = await client.get(name, options);
          const changed = (await change(read)) ?? read;
          // By the call's name: the server refuses a change of it.
          return object(requests.updateRequest(target, changed, options, options.subresource, name), options);
        },
        { clock, random, signal: options.signal },
      ),
  };
  return client;
}
