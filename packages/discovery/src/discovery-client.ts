import { isNotFound, KubernetesError, toKubernetesError } from "@kubets/apimachinery";
import type { CallOptions, RestClient } from "@kubets/rest";
import { aggregatedAccept, decodeAggregated, isAggregated } from "./aggregated.ts";
import type { ApiGroup, Discovered, DiscoveryFailure, GroupVersionResources } from "./api-resource.ts";
import { decodeApiGroups, decodeApiResources, decodeApiVersions, type ApiResourceList } from "./unaggregated.ts";

/** What `/version` says; servers may say more. */
export interface ServerVersion {
  readonly major: string;
  readonly minor: string;
  /** Such as `v1.37.1`; distributions append to it. */
  readonly gitVersion: string;
  readonly platform?: string;
  readonly [field: string]: unknown;
}

/** Asks a server what it is and what it offers; each call goes to the server. Calls take 32 s at most by default. */
export interface DiscoveryClient {
  /** Which version the server is of. */
  serverVersion(options?: CallOptions): Promise<ServerVersion>;
  /** All groups, the core group first (F067). */
  groups(options?: CallOptions): Promise<readonly ApiGroup[]>;
  /**
   * All groups and resources, in two requests where the server can (F068), else in one for each group version besides.
   * Where some group versions fail, everything is asked once more; what fails then is among `failures`, beside what was
   * found (F070, C82). Rejects where the groups themselves cannot be read.
   */
  resources(options?: CallOptions): Promise<Discovered>;
  /** The resources of one group version, in the old form (F071). */
  groupVersion(group: string, version: string, options?: CallOptions): Promise<GroupVersionResources>;
}

/** What a discovery client is made of. */
export interface DiscoveryClientOptions {
  readonly rest: RestClient;
}

const defaultTimeoutMs = 32_000;

/** What one of the two roots said: resources only in the aggregated form. */
interface Root extends Omit<Discovered, "resources" | "subresources"> {
  readonly found?: GroupVersionResources | undefined;
}

/** Creates a client without a memory; see `createCachedDiscovery`. */
export function createDiscoveryClient({ rest }: DiscoveryClientOptions): DiscoveryClient {
  const get = async <B extends object>(path: string, options: CallOptions | undefined, accept?: string): Promise<B> => {
    const body = await rest.json<unknown>({ method: "GET", path, accept }, { timeoutMs: defaultTimeoutMs, ...options });
    if (typeof body === "object" && body !== null) return body as B;
    throw new KubernetesError(`the answer of ${path} is no object`, { reason: "Decode" });
  };

  const readRoot = async (
    path: string,
    decodeIndex: (index: object) => ApiGroup[],
    options: CallOptions | undefined,
  ): Promise<Root> => {
    const body = await get<object>(path, options, aggregatedAccept);
    return decode(path, () => {
      if (!isAggregated(body)) return { groups: decodeIndex(body), failures: [] };
      const { groups, failures, ...found } = decodeAggregated(body);
      return { groups, failures, found };
    });
  };

  /** Servers that extend another one have no core group: there `/api` is not found, which means empty (C82). */
  const readRoots = (options: CallOptions | undefined): Promise<[core: Root, named: Root]> =>
    Promise.all([
      readRoot("/api", decodeApiVersions, options).catch((error: unknown): Root => {
        if (!isNotFound(error)) throw error;
        return { groups: [], failures: [], found: { resources: [], subresources: [] } };
      }),
      readRoot("/apis", decodeApiGroups, options),
    ]);

  const readGroupVersion: DiscoveryClient["groupVersion"] = async (group, version, options) => {
    const core = group === "";
    const path = core ? `/api/${version}` : `/apis/${group}/${version}`;
    try {
      const body = await get<ApiResourceList>(path, options);
      return decode(path, () => decodeApiResources(body, group, version));
    } catch (error) {
      if (core && version === "v1" && isNotFound(error)) return { resources: [], subresources: [] };
      throw error;
    }
  };

  /** In the old form: every group version by itself, all at once. */
  const readEach = async (groups: readonly ApiGroup[], options: CallOptions | undefined) => {
    const parts: GroupVersionResources[] = [];
    const failures: DiscoveryFailure[] = [];
    const names = groups.flatMap(({ name, versions }) => versions.map((version) => ({ group: name, version })));
    const answers = await Promise.allSettled(names.map((name) => readGroupVersion(name.group, name.version, options)));
    for (const [index, answer] of answers.entries()) {
      if (answer.status === "fulfilled") parts.push(answer.value);
      else {
        // The caller gave up: nothing was learnt of the server.
        if (options?.signal?.aborted) throw answer.reason;
        const { group = "", version = "" } = names[index] ?? {};
        failures.push({ group, version, error: toKubernetesError(answer.reason, { reason: "Decode" }) });
      }
    }
    return { found: concat(parts), failures };
  };

  const discover = async (options: CallOptions | undefined): Promise<Discovered> => {
    const roots = await readRoots(options);
    const groups = roots.flatMap((root) => root.groups);
    const failures = roots.flatMap((root) => root.failures);
    const [core, named] = roots;
    // Half an aggregated answer says nothing of the other half's resources (C83).
    if (core.found && named.found) return { groups, failures, ...concat([core.found, named.found]) };
    const each = await readEach(groups, options);
    return { groups, failures: [...failures, ...each.failures], ...each.found };
  };

  return {
    serverVersion: (options) => get("/version", options),
    groups: async (options) => (await readRoots(options)).flatMap((root) => root.groups),
    async resources(options) {
      const first = await discover(options);
      return first.failures.length === 0 ? first : discover(options);
    },
    groupVersion: readGroupVersion,
  };
}

/** What is no discovery fails as what it is, wherever in it the reading got stuck. */
function decode<R>(path: string, read: () => R): R {
  try {
    return read();
  } catch (cause) {
    throw new KubernetesError(`the answer of ${path} is no discovery document`, { reason: "Decode", cause });
  }
}

function concat(parts: readonly GroupVersionResources[]): GroupVersionResources {
  return {
    resources: parts.flatMap((part) => part.resources),
    subresources: parts.flatMap((part) => part.subresources),
  };
}
