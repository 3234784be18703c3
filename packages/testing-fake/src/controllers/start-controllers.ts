import { startGarbageCollector } from "./garbage-collector.ts";
import { startNamespaceController } from "./namespace-controller.ts";
import type { ServerState } from "../storage/server-state.ts";
import { startDeployments } from "./deployments.ts";
import { startJobs } from "./jobs.ts";
import { startNodes } from "./nodes.ts";
import type { PodScript } from "./pod-script.ts";
import { startPods } from "./pods.ts";
import { startReplicaSets } from "./replica-sets.ts";
import { startServiceAccounts } from "./service-accounts.ts";

/**
 * The small controllers of a cluster. They act at once, on the cluster's clock where time has to pass. The first two run by
 * default, because without them some deletions never end; the others only where they are asked for.
 */
export interface ControllerOptions {
  /** Empties and removes namespaces that are being deleted. Default true. */
  readonly namespaces?: boolean | undefined;
  /** Deletes what has lost its owners, and carries out orphan and foreground deletions. Default true. */
  readonly garbageCollection?: boolean | undefined;
  /** Gives each namespace the service account `default` and the ConfigMap `kube-root-ca.crt`. */
  readonly serviceAccounts?: boolean | { readonly caCertificate: string } | undefined;
  /** Makes ReplicaSets of Deployments and rolls them out by their strategy. */
  readonly deployments?: boolean | undefined;
  /** Makes pods of ReplicaSets. */
  readonly replicaSets?: boolean | undefined;
  /** Makes pods of Jobs, until they are complete or have failed. */
  readonly jobs?: boolean | undefined;
  /** Schedules, starts, ends and removes pods; scripts say how and when, else all goes well at once. */
  readonly pods?: boolean | readonly PodScript[] | undefined;
  /** Keeps nodes Ready and renews their Leases; a number makes so many nodes. */
  readonly nodes?: boolean | number | undefined;
}

/** Starts those without which deletions never end: they have to see every object come. */
export function startCleaners(state: ServerState, options: ControllerOptions): Disposable {
  const { namespaces = true, garbageCollection = true } = options;
  const running: Disposable[] = [];
  if (namespaces) running.push(startNamespaceController(state));
  if (garbageCollection) running.push(startGarbageCollector(state));
  return all(running);
}

/** Starts the others. They begin with what there is, so that a cluster can begin with a state that is not of their making. */
export function startWorkers(
  state: ServerState,
  { pods, nodes, serviceAccounts, ...options }: ControllerOptions,
): Disposable {
  const running: Disposable[] = [];
  if (serviceAccounts) running.push(startServiceAccounts(state, serviceAccounts === true ? {} : serviceAccounts));
  if (nodes) running.push(startNodes(state, typeof nodes === "number" ? nodes : 0));
  if (options.deployments) running.push(startDeployments(state));
  if (options.replicaSets) running.push(startReplicaSets(state));
  if (options.jobs) running.push(startJobs(state));
  if (pods) running.push(startPods(state, pods === true ? [] : pods));
  return all(running);
}

function all(running: readonly Disposable[]): Disposable {
  return {
    [Symbol.dispose]() {
      for (const one of running) one[Symbol.dispose]();
    },
  };
}
