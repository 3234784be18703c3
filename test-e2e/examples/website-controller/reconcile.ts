import {
  isNotFound,
  type DeepReadonly,
  type KubernetesObject,
  type ResourceDescriptor,
  type Stored,
} from "@kubets/apimachinery";
import type { Lister } from "@kubets/cache";
import type { DynamicClient } from "@kubets/dynamic";
import { deployments, type Deployment } from "@kubets/kubernetes/apps/v1";
import { configMaps, services, type ConfigMap, type Service } from "@kubets/kubernetes/core/v1";
import {
  belongsTo,
  includes,
  wantedConfigMap,
  wantedDeployment,
  wantedService,
  type StoredWebsite,
} from "./children.ts";
import { websites, type Website } from "./website.ts";

const finalizer = "demo.kubets.dev/cleanup";

/** The caches that the reconciler reads; it never asks the server for what it already has. */
export interface Listers {
  readonly websites: Lister<Stored<Website>>;
  readonly deployments: Lister<Stored<Deployment>>;
  readonly services: Lister<Stored<Service>>;
  readonly configMaps: Lister<Stored<ConfigMap>>;
}

export interface ReconcilerOptions {
  readonly client: DynamicClient;
  readonly listers: Listers;
  /** Says what was done, for the timeline. */
  readonly report: (message: string) => void;
  /** Throws once this process may no longer act as the leader. */
  readonly assertHeld: () => void;
}

/** Brings one website's part of the cluster to what its spec says. Throws on failure; the queue then tries again. */
export function createReconciler({
  client,
  listers,
  report,
  assertHeld,
}: ReconcilerOptions): (key: string) => Promise<void> {
  const kinds: readonly Kind[] = [
    kindOf(deployments, listers.deployments, wantedDeployment),
    kindOf(services, listers.services, wantedService),
    kindOf(configMaps, listers.configMaps, wantedConfigMap),
  ];

  interface Kind {
    readonly ensure: (website: StoredWebsite) => Promise<void>;
    readonly remove: (website: StoredWebsite) => Promise<void>;
  }

  /** The two things to be done with each kind of child, with the kind's own types inside. */
  function kindOf<T extends KubernetesObject>(
    descriptor: ResourceDescriptor<T, "Namespaced">,
    lister: Lister<Stored<T>>,
    wantedFor: (website: StoredWebsite) => T,
  ): Kind {
    const clientOf = (website: StoredWebsite) =>
      client.resource<T, "Namespaced">(descriptor).namespace(website.metadata.namespace ?? "default");
    const cached = (website: StoredWebsite): DeepReadonly<Stored<T>> | undefined =>
      lister.namespace(website.metadata.namespace ?? "default").get(website.metadata.name);
    return {
      async ensure(website) {
        const wanted = wantedFor(website);
        const actual = cached(website);
        const name = website.metadata.name;
        if (!actual) {
          await clientOf(website).create(wanted, { fieldManager: "website-controller" });
          report(`created ${descriptor.kind} ${name}`);
        } else if (!belongsTo(actual, website)) {
          throw new Error(`${descriptor.kind} ${name} exists and belongs to somebody else`);
        } else if (!includes(actual, wanted)) {
          await clientOf(website).edit(name, (fresh) => Object.assign(fresh, merge(fresh, wanted)));
          report(`updated ${descriptor.kind} ${name}`);
        }
      },
      async remove(website) {
        const actual = cached(website);
        if (!actual || !belongsTo(actual, website)) return;
        const { name, uid } = website.metadata;
        try {
          const preconditions = { uid: (actual as unknown as Stored).metadata.uid };
          await clientOf(website).delete(name, { preconditions, propagationPolicy: "Background" });
          report(`deleted ${descriptor.kind} ${name}`);
        } catch (error) {
          // Somebody was faster; what counts is that it is gone.
          if (!isNotFound(error)) throw new Error(`${descriptor.kind} of website ${uid} remains`, { cause: error });
        }
      },
    };
  }

  // The cache may lag behind a status just written, which is then written again, to no effect.
  const reported = new Map<string, string>();
  const reportOnce = (name: string, message: string): void => {
    if (reported.get(name) !== message) report(message);
    reported.set(name, message);
  };

  return async (key) => {
    const website = listers.websites.get(key);
    if (!website) return; // gone, and with it all that it wanted
    assertHeld();
    const siteClient = client.resource(websites).namespace(website.metadata.namespace ?? "default");
    const { name } = website.metadata;

    if (website.metadata.deletionTimestamp) {
      for (const kind of kinds) await kind.remove(website);
      if (website.metadata.finalizers?.includes(finalizer)) {
        try {
          await siteClient.edit(name, ({ metadata }) => {
            metadata.finalizers = metadata.finalizers?.filter((each) => each !== finalizer) ?? [];
          });
          report(`cleaned up after Website ${name}`);
        } catch (error) {
          // Gone already: the cache has yet to hear of it.
          if (!isNotFound(error)) throw error;
        }
      }
      return;
    }

    if (!website.metadata.finalizers?.includes(finalizer)) {
      await siteClient.edit(name, ({ metadata }) => {
        metadata.finalizers = [...(metadata.finalizers ?? []), finalizer];
      });
    }

    try {
      for (const kind of kinds) await kind.ensure(website);
    } catch (error) {
      await writeStatus({ ready: false, message: error instanceof Error ? error.message : String(error) });
      throw error;
    }
    await writeStatus({ ready: true, message: "all objects are as wanted" });

    async function writeStatus(news: { ready: boolean; message: string }): Promise<void> {
      const status = {
        ...news,
        observedGeneration: website?.metadata.generation ?? 0,
        replicas: website?.spec.replicas ?? 1,
      };
      if (includes(website?.status, status)) return;
      await siteClient.edit(name, (fresh) => void (fresh.status = status), { subresource: "status" });
      reportOnce(
        name,
        `Website ${name} is ${news.ready ? "ready" : "not ready"} (generation ${status.observedGeneration})`,
      );
    }
  };
}

/** `actual` with everything that `wanted` says; lists are replaced whole. */
function merge<T>(actual: T, wanted: unknown): T {
  if (typeof wanted !== "object" || wanted === null || Array.isArray(wanted)) return wanted as T;
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return wanted as T;
  const result = { ...actual } as Record<string, unknown>;
  for (const [key, value] of Object.entries(wanted)) result[key] = merge(result[key], value);
  return result as T;
}
