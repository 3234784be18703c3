import type { DeepReadonly, Stored } from "@kubets/apimachinery";
import { objectKey } from "@kubets/apimachinery";
import { createInformerFactory } from "@kubets/cache";
import type { DynamicClient } from "@kubets/dynamic";
import { deployments } from "@kubets/kubernetes/apps/v1";
import { leases } from "@kubets/kubernetes/coordination/v1";
import { configMaps, services } from "@kubets/kubernetes/core/v1";
import { createLeaderElector } from "@kubets/leaderelection";
import { createRateLimitingQueue } from "@kubets/workqueue";
import { createReconciler } from "./reconcile.ts";
import { websites } from "./website.ts";

export interface ControllerOptions {
  readonly client: DynamicClient;
  /** The namespace of the websites, and of the lease. */
  readonly namespace: string;
  /** Unique among the replicas. */
  readonly identity: string;
  readonly signal: AbortSignal;
  readonly report: (message: string) => void;
}

/**
 * Runs one replica until the signal fires: its caches are warm from the start, and it acts only while it leads. What a
 * former leader left undone the next one finds, since it looks at every website when it takes over.
 */
export async function runController({ client, namespace, identity, signal, report }: ControllerOptions): Promise<void> {
  await using factory = createInformerFactory(client, { namespace });
  const sites = factory.informer(websites);
  const children = {
    deployments: factory.informer(deployments),
    services: factory.informer(services),
    configMaps: factory.informer(configMaps),
  };

  const queue = createRateLimitingQueue({ name: "websites" });
  const enqueue = (website: DeepReadonly<Stored>): void => queue.add(objectKey(website));
  sites.addEventHandler({ onAdd: enqueue, onUpdate: (_, website) => enqueue(website), onDelete: enqueue });

  // A change of a child is looked at as a change of the website that owns it.
  const enqueueOwner = ({ metadata }: DeepReadonly<Stored>): void => {
    const owner = metadata.ownerReferences?.find(({ kind, controller }) => controller && kind === "Website");
    if (owner) queue.add(`${metadata.namespace}/${owner.name}`);
  };
  for (const informer of Object.values(children)) {
    informer.addEventHandler({
      onAdd: enqueueOwner,
      onUpdate: (_, child) => enqueueOwner(child),
      onDelete: enqueueOwner,
    });
  }

  await factory.start({ signal });
  await factory.waitForCacheSync({ signal });
  report("caches are in sync");

  const elector = createLeaderElector({
    leases: client.resource(leases).namespace(namespace),
    namespace,
    name: "website-controller",
    identity,
    // Short, so that a demonstration need not wait long for the failover; 15 s, 10 s and 2 s are usual.
    leaseDurationMs: 6000,
    renewDeadlineMs: 4500,
    retryPeriodMs: 500,
    releaseOnCancel: true,
  });
  await elector.run({
    signal,
    onStartedLeading: async (leadership) => {
      report(`leads (fencing token ${leadership.fencingToken})`);
      const reconcile = createReconciler({
        client,
        listers: {
          websites: sites.lister,
          deployments: children.deployments.lister,
          services: children.services.lister,
          configMaps: children.configMaps.lister,
        },
        report,
        assertHeld: () => leadership.assertHeld(),
      });
      await queue.run({
        concurrency: 2,
        signal: leadership.signal,
        handler: (key) => reconcile(key),
        onError: (error, { item, failures }) =>
          report(
            `will try ${item} again (failure ${failures + 1}): ${error instanceof Error ? error.message : String(error)}`,
          ),
      });
    },
    onStoppedLeading: () => report("leads no longer"),
  });
}
