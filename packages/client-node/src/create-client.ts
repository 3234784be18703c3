import { inspect } from "node:util";
import { hideCredentials } from "@kubets/clientcmd";
import { loadClusterConfig, type LoadClusterConfigOptions, type LoadedClusterConfig } from "@kubets/clientcmd-node";
import { createDiscoveryClient, type DiscoveryClient } from "@kubets/discovery";
import { createDynamicClient, type DynamicClient } from "@kubets/dynamic";
import {
  createRateLimiter,
  createRestClient,
  type ClusterConfig,
  type RateLimiter,
  reportCalls,
  type ReportOptions,
  type RestClientOptions,
  type Transport,
} from "@kubets/rest";
import { createNodeTransport } from "@kubets/transport-node";
import { endedCertificate } from "./ended-certificate.ts";
import { explainFirstFailures, withTarget, type Target } from "./first-failure.ts";
import { defaultUserAgent } from "./user-agent.ts";

/**
 * Options of {@link createClient}; all have defaults. Those of {@link LoadClusterConfigOptions} say which cluster and
 * as whom, those of {@link RestClientOptions} how calls are made.
 */
export interface CreateClientOptions
  extends LoadClusterConfigOptions, Omit<RestClientOptions, "config" | "transport" | "clock"> {
  /** The whole configuration: no kubeconfig and no environment is looked at, and the options about them do not count. */
  readonly config?: ClusterConfig | undefined;
  /** How bytes travel, in place of Node's own connections: a fake API server, for one. The client owns it. */
  readonly transport?: Transport | undefined;
  /** Default: after the program's main file. Up to the first slash it is the field manager of writes that name none. */
  readonly userAgent?: string | undefined;
  /** Requests a second at most. Default 5, as in client-go (F005); negative is no limit. A `rateLimiter` wins. */
  readonly qps?: number | undefined;
  /** Requests at once at most. Default 10. */
  readonly burst?: number | undefined;
  /** Deadline of calls other than watches and streams, in milliseconds. Default: none. */
  readonly timeoutMs?: number | undefined;
  /** Hears of the server's warnings, of retries and of long waits. Default: nothing is logged. */
  readonly logger?: ReportOptions["logger"];
  /** Called for every warning of the server. Default: logs those of code 299 (F024). */
  readonly onWarning?: ReportOptions["onWarning"];
  /** For the jitter of waiting. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** A client of one cluster. Inspected, logged or turned into JSON it says where it points and shows no credentials. */
export interface Client extends DynamicClient {
  /** Base URL of the API server. */
  readonly server: string;
  /** The namespace that was configured, else `default`. Nothing uses it by itself: `client.resource(pods).namespace(client.namespace)`. */
  readonly namespace: string;
  /** Name of the kubeconfig's context; absent in a cluster. */
  readonly context?: string | undefined;
  /** Name of the kubeconfig's user; absent in a cluster, and for anonymous calls. */
  readonly user?: string | undefined;
  /** Where the configuration is from, for people: the kubeconfig's path, or the service account of the pod. */
  readonly origin: string;
  /** The configuration; its properties hold the credentials, its inspection and its JSON do not. */
  readonly config: ClusterConfig;
  /** Which APIs the server has. */
  readonly discovery: DiscoveryClient;
}

/**
 * Creates a client from the kubeconfig, else from the pod's service account, as kubectl does (see
 * {@link loadClusterConfig} of `@kubets/clientcmd-node`). No request is made. One pool of connections serves all that is
 * made from the client, until it is disposed (D38); two clients share nothing.
 *
 * Errors are KubernetesErrors: `Configuration` says what is wrong in which file, or all that was tried where there is
 * nothing; `Unsupported` what this platform cannot do. Until a first call succeeds, failed
 * ones say which server, context, user and file were used.
 */
export async function createClient(options: CreateClientOptions = {}): Promise<Client> {
  const loaded = await load(options);
  const { context, user, origin } = loaded;
  const config = hideCredentials({
    ...loaded.config,
    userAgent: options.userAgent ?? loaded.config.userAgent ?? defaultUserAgent(),
    timeoutMs: options.timeoutMs ?? loaded.config.timeoutMs,
  });
  const target = targetOf(loaded);
  const rest = explainFirstFailures(connect(config, options, target), target);
  const dynamic = createDynamicClient({ rest, clock: options.clock, random: options.random });
  const { server, namespace } = rest;
  const summary = { server, ...(context && { context }), ...(user && { user }), namespace, origin };

  const client: Client = {
    ...summary,
    config,
    rest,
    discovery: createDiscoveryClient({ rest }),
    resource: (descriptor) => dynamic.resource(descriptor),
    [Symbol.asyncDispose]: () => dynamic[Symbol.asyncDispose](),
  };
  return Object.defineProperties(client, {
    toJSON: { value: () => summary },
    [inspect.custom]: { value: () => `Client ${inspect(summary)}` },
  });
}

async function load(options: CreateClientOptions): Promise<LoadedClusterConfig> {
  if (options.config === undefined) return loadClusterConfig(options);
  return { config: options.config, origin: "the given configuration", attempts: [] };
}

function connect(
  config: ClusterConfig,
  options: CreateClientOptions,
  target: Target,
): ReturnType<typeof createRestClient> {
  try {
    const transport = options.transport ?? createNodeTransport({ ...config, environment: process.env });
    const middleware = [reportCalls(options), ...(options.middleware ?? [])];
    return createRestClient({ ...options, config, transport, middleware, rateLimiter: limiterOf(options) });
  } catch (error) {
    throw withTarget(error, target);
  }
}

function limiterOf({ rateLimiter, qps = 5, burst, clock, logger }: CreateClientOptions): RateLimiter | undefined {
  return rateLimiter ?? (qps < 0 ? undefined : createRateLimiter({ qps, burst, clock, logger }));
}

/** For errors: `server https://…, context "prod", user "admin", from /etc/kube/config`. */
function targetOf({ config, context, cluster, user, userMissing, origin }: LoadedClusterConfig): Target {
  const whom = user === undefined ? [] : [`user ${JSON.stringify(user)}`];
  const parts = [
    `server ${config.server}`,
    ...(context === undefined ? [] : [`context ${JSON.stringify(context)}`]),
    ...(userMissing === undefined ? whom : [`no user: ${userMissing}`]),
    `from ${origin}`,
  ];
  return {
    description: parts.join(", "),
    credentialProblem: () => endedCertificate(config.tls ?? {}, Date.now()),
    ...(cluster !== undefined && { entries: { clusters: cluster, users: user } }),
  };
}
