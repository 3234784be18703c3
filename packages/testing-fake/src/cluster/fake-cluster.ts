import type { UnstructuredObject } from "@kubets/apimachinery";
import type { ClusterConfig, Transport } from "@kubets/rest";
import type { Clock } from "@kubets/wait";
import { issuer } from "../access/service-account-tokens.ts";
import type { Action } from "./action.ts";
import type { ApiServer, ApiServerRequest, ApiServerResponse, UserInfo } from "../http/api-server.ts";
import { createApiServer, type ApiServerOptions } from "../http/create-api-server.ts";
import type { Fault } from "../faults/fault.ts";
import type { RequestVerb } from "../http/handle-resource.ts";
import { createInProcessTransport } from "./in-process-transport.ts";
import { createInterceptor, type ReadRequest } from "./intercept.ts";
import type { Reactor } from "./reactors.ts";
import type { RequestMatch } from "./request-match.ts";
import { seed } from "./seed.ts";
import { createTracker, type ObjectTracker, type TrackedType } from "./tracker.ts";
import { warningHeaders } from "../http/warnings.ts";

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
  /** CustomResourceDefinitions, beside those among the objects. */
  readonly crds?: readonly UnstructuredObject[] | undefined;
  /** What to call one of these objects in the error that refuses it, such as its file; default kind, namespace and name. */
  readonly describe?: ((object: UnstructuredObject) => string) | undefined;
  /** Texts to send as `Warning` headers with the answer to a request, whatever it is. */
  readonly warnings?: ((request: Omit<RecordedRequest, "status">) => readonly string[]) | undefined;
  /** Called after each request. */
  readonly onRequest?: ((request: RecordedRequest) => void) | undefined;
  /** What goes wrong from the beginning, as of {@link FakeCluster.fail}. */
  readonly faults?: readonly Fault[] | undefined;
  /** How many {@link FakeCluster.actions} are kept, the newest; default 10,000, 0 keeps none. */
  readonly actionsKept?: number | undefined;
}

/** A cluster's API in memory. Disposing it ends all watches. */
export interface FakeCluster extends ApiServer, AsyncDisposable {
  readonly clock: Clock;
  /** What a REST client needs beside the transport. Nothing listens at its address. */
  readonly config: ClusterConfig;
  /**
   * A transport to this cluster: no network, but the bytes of one, and messages for WebSockets: exec, attach, logs,
   * port-forward and watches; SPDY within them is `Unsupported`. Requests come from `user`, by default an administrator; credentials in requests are not looked at.
   */
  transport(options?: { readonly user?: UserInfo | undefined }): Transport;
  /** Copies of all objects of a kind, in the order in which a list has them. */
  objects(type: TrackedType): UnstructuredObject[];
  /** The store itself, for what a test does behind the API's back. */
  readonly tracker: ObjectTracker;
  /** The requests for resources so far, refused ones too, oldest first: a new array of copies (F174). */
  readonly actions: readonly Action[];
  /** Forgets the actions so far. */
  clearActions(): void;
  /**
   * Has a reactor asked before the server answers a matching request, after those that are there already; `first` puts it
   * before them. Disposing what it returns takes it away.
   */
  react(match: RequestMatch, reactor: Reactor, options?: { readonly first?: boolean | undefined }): Disposable;
  /** Makes coming requests go wrong, before any reactor sees them. Disposing what it returns takes the fault back. */
  fail(fault: Fault): Disposable;
  /** Forgets the past, as etcd does every few minutes: reads and watches from before it answer 410. */
  compact(): void;
  /** Ends all watches in good order, as a server that restarts does. */
  dropWatches(): void;
  /**
   * Breaks every connection at once, as a server that crashes does, and refuses all for so many milliseconds of the
   * cluster's clock, by default none. The state is kept.
   */
  restart(options?: { readonly downMs?: number | undefined }): void;
  [Symbol.asyncDispose](): Promise<void>;
}

const administrator: UserInfo = { name: "kubernetes-admin", groups: ["system:masters", "system:authenticated"] };

/** Creates a {@link FakeCluster} with the built-in resources and the namespaces that every cluster has. */
export function createFakeCluster(options: FakeClusterOptions = {}): FakeCluster {
  const server = createApiServer(options);
  const { state } = server;
  const interceptor = createInterceptor(server, options.actionsKept ?? 10_000);
  const tracker = createTracker(state);
  seed(state, [...(options.crds ?? []), ...(options.objects ?? [])], options.describe);
  server.startWorkers();
  for (const fault of options.faults ?? []) interceptor.faults.add(fault);

  const handle = async (request: ApiServerRequest): Promise<ApiServerResponse> => {
    const { read, ...response } = await interceptor.handle(request);
    const warnings = report(request, read, response.status);
    return warnings.length === 0
      ? response
      : { ...response, headers: [...response.headers, ...warningHeaders(warnings)] };
  };

  const upgrade: FakeCluster["upgrade"] = async (request) => {
    const { read, ...result } = await interceptor.upgrade(request);
    report(request, read, "framing" in result ? 101 : result.status);
    return result;
  };

  const report = (
    { method, target, user }: ApiServerRequest,
    { verb, path }: ReadRequest,
    status: number,
  ): string[] => {
    const { rest: _, watch: __, ...names } = path ?? { rest: [], watch: false };
    const asked = { method, target, verb, ...names, user };
    options.onRequest?.({ ...asked, status });
    return [...(options.warnings?.(asked) ?? [])];
  };

  return {
    clock: state.clock,
    config: { server: "http://fake.cluster.invalid" },
    handle,
    access: {
      rbac: state.authorizer.rbac,
      decide: (asked) => state.authorizer.decide(asked),
      async userOfToken(token) {
        const owner = await state.tokens.verify(state, token);
        return "user" in owner && owner.audiences.includes(issuer) ? owner.user : undefined;
      },
    },
    upgrade,
    transport: ({ user = administrator } = {}) => createInProcessTransport({ handle, upgrade }, user),
    objects: (type) => tracker.list(type),
    tracker,
    get actions() {
      return interceptor.actions();
    },
    clearActions: () => interceptor.clearActions(),
    react: (match, reactor, { first = false } = {}) => interceptor.reactors.add(match, reactor, first),
    fail: (fault) => interceptor.faults.add(fault),
    restart: ({ downMs = 0 } = {}) => interceptor.restart(downMs),
    compact: () => state.store.compact(),
    dropWatches: () => server.dropWatches(),
    async [Symbol.asyncDispose]() {
      server[Symbol.dispose]();
    },
  };
}
