import type { UnstructuredObject } from "@kubets/apimachinery";
import type { ClusterConfig, Transport } from "@kubets/rest";
import type { Clock } from "@kubets/wait";
import type { ApiServer, ApiServerRequest, ApiServerResponse, UserInfo } from "./api-server.ts";
import { createApiServer, type ApiServerOptions } from "./create-api-server.ts";
import { encodeObject } from "./encode.ts";
import { createFaultScript, faultResponse, type Fault } from "./faults.ts";
import type { RequestVerb } from "./handle-resource.ts";
import { createInProcessTransport } from "./in-process-transport.ts";
import { parseTarget, type RequestInfo } from "./request-info.ts";
import { resolveResource } from "./resolve-resource.ts";
import { entryOf, seed } from "./seed.ts";
import { warningHeaders } from "./warnings.ts";

/** A request that the cluster has answered. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** What it did to which resource; absent for discovery, `/version` and unknown paths. */
  readonly verb?: RequestVerb | undefined;
  readonly group?: string | undefined;
  readonly version?: string | undefined;
  readonly resource?: string | undefined;
  readonly subresource?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly user: UserInfo;
  /** The HTTP status of the answer; 0 where a fault broke the connection. */
  readonly status: number;
}

/** How a fake cluster begins and behaves; everything has a default. */
export interface FakeClusterOptions extends ApiServerOptions {
  /**
   * What is there from the beginning, status and uid included: CustomResourceDefinitions first, namespaces as needed. An
   * object of an unknown kind, or one that the server would refuse, throws.
   */
  readonly objects?: readonly UnstructuredObject[] | undefined;
  /** Texts to send as `Warning` headers with the answer to a request, whatever it is. */
  readonly warnings?: ((request: Omit<RecordedRequest, "status">) => readonly string[]) | undefined;
  /** Called after each request. */
  readonly onRequest?: ((request: RecordedRequest) => void) | undefined;
}

/** A cluster's API in memory. Disposing it ends all watches. */
export interface FakeCluster extends ApiServer, AsyncDisposable {
  readonly clock: Clock;
  /** What a REST client needs beside the transport. Nothing listens at its address. */
  readonly config: ClusterConfig;
  /**
   * A transport to this cluster: no network, but the bytes of one. `openWebSocket` rejects with reason `Unsupported`.
   * Requests come from `user`, by default an administrator; credentials in requests are not looked at.
   */
  transport(options?: { readonly user?: UserInfo | undefined }): Transport;
  /** Copies of all objects of a kind, in the order in which a list has them. */
  objects(type: { readonly apiVersion: string; readonly kind: string }): UnstructuredObject[];
  /** Makes coming requests fail. Disposing what it returns takes the fault back. */
  fail(fault: Fault): Disposable;
  /** Forgets the past, as etcd does every few minutes: reads and watches from before it answer 410. */
  compact(): void;
  /** Ends all watches in good order, as a server that restarts does. */
  dropWatches(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

const administrator: UserInfo = { name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] };

/** Creates a {@link FakeCluster} with the built-in resources and the namespaces that every cluster has. */
export function createFakeCluster(options: FakeClusterOptions = {}): FakeCluster {
  const server = createApiServer(options);
  const { state } = server;
  const faults = createFaultScript();
  seed(state, options.objects ?? []);

  const handle = async (request: ApiServerRequest): Promise<ApiServerResponse> => {
    const info = parseTarget(request.target);
    const verb = info && verbOf(request.method, info);
    const fault = info && verb && faults.strike(verb, info);
    const { method, target, user } = request;
    const { rest: _, watch: __, ...path } = info?.resource ?? { rest: [], watch: false };
    const asked = { method, target, verb, ...path, user };
    const response = fault ? faultResponse(fault) : await server.handle(request);
    options.onRequest?.({ ...asked, status: response.status });
    const warnings = options.warnings?.(asked) ?? [];
    if (warnings.length === 0) return response;
    return { ...response, headers: [...response.headers, ...warningHeaders(warnings)] };
  };

  const verbOf = (method: string, { resource, query }: RequestInfo): RequestVerb | undefined => {
    try {
      return resource && resolveResource(state.registry, resource, method, query)?.verb;
    } catch {
      return undefined;
    }
  };

  return {
    clock: state.clock,
    config: { server: "http://fake.cluster.invalid" },
    handle,
    transport: ({ user = administrator } = {}) => createInProcessTransport({ handle }, user),
    objects(type) {
      const entry = entryOf(state, type);
      return state.store
        .list(entry.collection, { prefix: "" })
        .map((object) => JSON.parse(encodeObject(entry, object)) as UnstructuredObject);
    },
    fail: (fault) => faults.add(fault),
    compact: () => state.store.compact(),
    dropWatches: () => server.dropWatches(),
    async [Symbol.asyncDispose]() {
      server[Symbol.dispose]();
    },
  };
}
