import { KubernetesError } from "@kubets/apimachinery";
import { realClock, type Clock } from "@kubets/wait";
import { createRbacAuthorizer, openAuthorizer } from "../access/authorizer.ts";
import { startRoleAggregation } from "../access/aggregate-roles.ts";
import { seedPolicy } from "../access/seed-policy.ts";
import { createTokenSigner } from "../access/service-account-tokens.ts";
import type { ApiServerRequest, UserInfo, ApiServerResponse } from "./api-server.ts";
import { createObject } from "../verbs/create.ts";
import { startCleaners, startWorkers, type ControllerOptions } from "../controllers/start-controllers.ts";
import { startCustomResources } from "../crd/custom-resources.ts";
import { builtInResources } from "../gen/resources.ts";
import { createRequestHandler } from "./handle-request.ts";
import { answerUpgrade } from "./answer-upgrade.ts";
import { storeAsOf } from "../storage/past-store.ts";
import { createResourceRegistry } from "../resources/resource-registry.ts";
import type { ServerState } from "../storage/server-state.ts";
import { createStore, type Store } from "../storage/store.ts";
import type { PodHandlers } from "../pods/pod-handlers.ts";
import type { Upgraded, UpgradeRequest } from "./upgrade-seam.ts";
import { createUidSource } from "../storage/uid.ts";

/** What time, chance and controllers are in a cluster; by default as in a real one. */
export interface ApiServerOptions {
  /** Default: the real clock. Times in metadata, deadlines of watches, bookmarks and compaction go by it. */
  readonly clock?: Clock | undefined;
  /** In [0, 1): names, uids and deadlines of watches. Default: `Math.random`. */
  readonly random?: (() => number) | undefined;
  readonly controllers?: ControllerOptions | undefined;
  /**
   * True: requests are authorized by the Roles and bindings that are stored, beginning with those of every cluster, and
   * refused in a server's words; members of `system:masters` may do everything. Default: everybody may.
   */
  readonly rbac?: boolean | undefined;
  /** Users of tokens that are not of service accounts, for TokenReviews. */
  readonly userOfToken?: ((token: string) => UserInfo | undefined) | undefined;
  /** Who plays the containers of pods: `logs`, `exec`, `attach` and `portForward`, which are answered 501 without. */
  readonly pods?: PodHandlers | undefined;
  /**
   * "full": objects of built-in kinds that a server would not take are refused, with its messages: required fields,
   * formats, what contradicts itself, what updates may not change. "off": only types, names and metadata are checked, for
   * tests whose objects are sketches; custom resources are checked by their schemas all the same. Default "full".
   */
  readonly validation?: "full" | "off" | undefined;
  /**
   * The past that is kept, in milliseconds: reads and watches from before answer 410. Looked at with each request. Default
   * 5 minutes, as etcd is compacted; 0 keeps all.
   */
  readonly compactionIntervalMs?: number | undefined;
}

/** A server and what lies behind it. */
export interface RunningApiServer extends Disposable {
  readonly state: ServerState;
  /** Answers a request, on demand from the state so many revisions ago. */
  handle(request: ApiServerRequest, staleBy?: number): Promise<ApiServerResponse>;
  /** Answers exec, attach and port-forward of pods: what they go on as, or why not. */
  upgrade(request: UpgradeRequest): ApiServerResponse | Upgraded;
  /** Has the controllers begin that go by the state there is by now. */
  startWorkers(): void;
  /** Ends all watches, as a server that restarts does. */
  dropWatches(): void;
}

const defaultNamespaces = ["default", "kube-node-lease", "kube-public", "kube-system"];

function checkValidation(value: unknown): void {
  if (value === undefined || value === "full" || value === "off") return;
  throw new KubernetesError(`the option validation is "full" or "off", not ${JSON.stringify(value) ?? typeof value}`, {
    reason: "Configuration",
  });
}

/** Creates an API server with the built-in resources and the namespaces that every cluster has. */
export function createApiServer(options: ApiServerOptions = {}): RunningApiServer {
  const { clock = realClock, random = Math.random, controllers = {}, compactionIntervalMs = 300_000 } = options;
  const { rbac = false, pods = {} } = options;
  checkValidation(options.validation);
  const store = createStore();
  const registry = createResourceRegistry(builtInResources, options.validation);
  let watches = new AbortController();
  const state: ServerState = {
    store,
    registry,
    clock,
    random,
    newUid: createUidSource(random),
    authorizer: rbac ? createRbacAuthorizer(store) : openAuthorizer,
    tokens: createTokenSigner(),
    userOfToken: options.userOfToken,
    pods,
    endOfWatches: () => watches.signal,
  };
  const running = [startCustomResources(state)];
  const namespaces = registry.find("", "v1", "namespaces");
  for (const name of namespaces ? defaultNamespaces : []) {
    if (namespaces)
      createObject(
        state,
        namespaces,
        undefined,
        { metadata: { name } },
        { dryRun: false, owner: { manager: "kube-apiserver" } },
      );
  }

  running.push(startCleaners(state, controllers));
  if (rbac) {
    seedPolicy(state);
    running.push(startRoleAggregation(state));
  }
  const compactWhenDue = createCompaction(store, clock, compactionIntervalMs);
  const handle = createRequestHandler(state);
  const dropWatches = (): void => {
    watches.abort();
    watches = new AbortController();
  };
  return {
    state,
    handle(request, staleBy = 0) {
      compactWhenDue();
      return staleBy > 0 ? handle(request, { ...state, store: storeAsOf(store, staleBy) }) : handle(request);
    },
    upgrade: (request) => answerUpgrade(state, request),
    startWorkers: () => void running.push(startWorkers(state, controllers)),
    dropWatches,
    [Symbol.dispose]() {
      dropWatches();
      for (const one of running) one[Symbol.dispose]();
    },
  };
}

/**
 * Forgets, once in every interval, what was there at the interval before. It needs no timer of its own, which would keep a
 * virtual clock from ever running out of them.
 */
function createCompaction(store: Store, clock: Clock, intervalMs: number): () => void {
  let mark = { at: clock.monotonicNow(), revision: store.revision };
  return () => {
    const at = clock.monotonicNow();
    if (intervalMs <= 0 || at - mark.at < intervalMs) return;
    store.compact(mark.revision);
    mark = { at, revision: store.revision };
  };
}
