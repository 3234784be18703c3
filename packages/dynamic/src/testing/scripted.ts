import {
  KubernetesError,
  type KubernetesList,
  type KubernetesObject,
  type Stored,
  type WatchEvent,
} from "@kubets/apimachinery";
import type { RestClient } from "@kubets/rest";
import { createDynamicClient } from "../dynamic-client.ts";
import type { ResourceClient } from "../resource-client.ts";

/** A Pod as a server returns it. */
export function stored(
  name: string,
  resourceVersion = "1",
  more: object = {},
): Stored<KubernetesObject & { status?: object }> {
  const metadata = { name, uid: `uid-${name}`, resourceVersion, creationTimestamp: "2026-01-01T00:00:00Z" };
  return { apiVersion: "v1", kind: "Pod", metadata, ...more };
}

/** What one watch sends, and how it ends: as the server ends it, with a failure, or not before it is aborted. */
export interface ScriptedWatch {
  readonly events: readonly WatchEvent<unknown>[];
  readonly end?: "open" | KubernetesError | undefined;
}

/** What the server answers, each list and watch in its turn; the last watch stays open. */
export interface Script {
  readonly lists?: readonly (KubernetesList<unknown> | KubernetesError)[];
  readonly watches?: readonly ScriptedWatch[];
  readonly json?: (request: { method: string; path: string }) => unknown;
}

export function list(resourceVersion: string, ...items: unknown[]): KubernetesList<unknown> {
  return { metadata: { resourceVersion }, items };
}

export function event(type: "ADDED" | "MODIFIED" | "DELETED", object: unknown): WatchEvent<unknown> {
  return { type, object };
}

export function bookmark(resourceVersion: string): WatchEvent<unknown> {
  return { type: "BOOKMARK", object: { metadata: { resourceVersion } } };
}

/** A client of cluster-scoped things whose server follows a script, and the query of each request. */
export function scripted(script: Script): {
  client: ResourceClient<KubernetesObject>;
  rest: RestClient;
  asked: string[];
} {
  const lists = [...(script.lists ?? [])];
  const watches = [...(script.watches ?? [])];
  const asked: string[] = [];
  const note = (verb: string, { query = [] }: { query?: readonly (readonly [string, string])[] | undefined }): void => {
    asked.push(`${verb} ${query.map(([name, value]) => `${name}=${value}`).join("&")}`);
  };
  const rest = {
    server: "https://cluster.example",
    async json(request: { method: string; path: string }) {
      asked.push(`${request.method} ${request.path}`);
      return script.json?.(request);
    },
    async list(request: object) {
      note("list", request);
      const answer = lists.shift();
      if (answer === undefined) throw new Error("listed once too often");
      if (answer instanceof KubernetesError) throw answer;
      return answer;
    },
    async *watch(request: object, options: { signal?: AbortSignal } = {}) {
      note("watch", request);
      const { events, end } = watches.shift() ?? { events: [], end: "open" };
      for (const each of events) yield [each];
      if (end instanceof KubernetesError) throw end;
      if (end !== "open") return;
      const { promise, reject } = Promise.withResolvers<never>();
      const onAbort = (): void => reject(new KubernetesError("the call was aborted", { reason: "Aborted" }));
      if (options.signal?.aborted) onAbort();
      options.signal?.addEventListener("abort", onAbort, { once: true });
      await promise;
    },
    [Symbol.asyncDispose]: async () => undefined,
  } as unknown as RestClient;
  const descriptor = { group: "", version: "v1", resource: "things", kind: "Thing", scope: "Cluster" } as const;
  return { client: createDynamicClient({ rest }).resource<KubernetesObject, "Cluster">(descriptor), rest, asked };
}
