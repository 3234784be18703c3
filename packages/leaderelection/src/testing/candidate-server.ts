import { KubernetesError, type Stored, type WatchEvent } from "@kubets/apimachinery";
import type { LeaseCandidate, LeaseCandidateClient } from "../lease-candidate.ts";

/** LeaseCandidates in memory, watched as a server lets them be. */
export interface CandidateServer extends LeaseCandidateClient {
  readonly stored: Map<string, Stored<LeaseCandidate>>;
  /** Asks a candidate whether it is there, as the server does before it elects. */
  ping(name: string, pingTime: string): void;
  remove(name: string): void;
  /** How many watches are open. */
  readonly watches: number;
}

export function createCandidateServer(): CandidateServer {
  const stored = new Map<string, Stored<LeaseCandidate>>();
  const watchers = new Set<(event: WatchEvent<Stored<LeaseCandidate>>) => void>();
  let version = 0;
  const put = (type: "ADDED" | "MODIFIED", name: string, candidate: LeaseCandidate): Stored<LeaseCandidate> => {
    const object: Stored<LeaseCandidate> = {
      ...structuredClone(candidate),
      apiVersion: "coordination.k8s.io/v1beta1",
      kind: "LeaseCandidate",
      metadata: {
        ...candidate.metadata,
        name,
        uid: name,
        creationTimestamp: "2026-01-01T00:00:00Z",
        resourceVersion: String(++version),
      },
    };
    stored.set(name, object);
    for (const watcher of watchers) watcher({ type, object });
    return structuredClone(object);
  };
  const known = (name: string): Stored<LeaseCandidate> => {
    const candidate = stored.get(name);
    if (candidate === undefined) throw new KubernetesError("no such candidate", { reason: "NotFound", code: 404 });
    return structuredClone(candidate);
  };
  return {
    stored,
    get: async (name) => known(name),
    create: async (candidate) => put("ADDED", candidate.metadata?.name ?? "", candidate),
    update: async (candidate) => {
      if (known(candidate.metadata.name).metadata.resourceVersion !== candidate.metadata.resourceVersion)
        throw new KubernetesError("somebody else wrote", { reason: "Conflict", code: 409 });
      return put("MODIFIED", candidate.metadata.name, candidate);
    },
    async *watch({ fieldSelector, signal }) {
      const events: WatchEvent<Stored<LeaseCandidate>>[] = [];
      let wake = (): void => {};
      const watcher = (event: WatchEvent<Stored<LeaseCandidate>>): void => {
        if ("name" in event.object.metadata && fieldSelector !== `metadata.name=${event.object.metadata.name}`) return;
        events.push(event);
        wake();
      };
      const onAbort = (): void => wake();
      watchers.add(watcher);
      signal.addEventListener("abort", onAbort);
      try {
        for (;;) {
          signal.throwIfAborted();
          const event = events.shift();
          if (event !== undefined) yield event;
          else await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        watchers.delete(watcher);
        signal.removeEventListener("abort", onAbort);
      }
    },
    ping(name, pingTime) {
      const candidate = known(name);
      put("MODIFIED", name, { ...candidate, spec: { ...candidate.spec, pingTime } });
    },
    remove(name) {
      const object = known(name);
      stored.delete(name);
      for (const watcher of watchers) watcher({ type: "DELETED", object });
    },
    get watches() {
      return watchers.size;
    },
  };
}
