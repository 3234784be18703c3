import { qualified, type GroupResource } from "../http/status.ts";
import * as cluster from "./cluster.ts";
import * as network from "./network.ts";
import { pods } from "./pods.ts";
import { columns, type Printer } from "./printer.ts";
import { nameOf, textAt } from "./read.ts";
import * as storage from "./storage.ts";
import * as workloads from "./workloads.ts";

/** The resources with columns of their own, by qualified name; the same in every version. */
const printers: Readonly<Record<string, Printer>> = {
  configmaps: cluster.configMaps,
  endpoints: network.endpoints,
  events: cluster.events,
  namespaces: cluster.namespaces,
  nodes: cluster.nodes,
  persistentvolumeclaims: storage.persistentVolumeClaims,
  persistentvolumes: storage.persistentVolumes,
  pods,
  replicationcontrollers: workloads.replicationControllers,
  resourcequotas: cluster.resourceQuotas,
  secrets: cluster.secrets,
  serviceaccounts: cluster.nameAndAge,
  services: network.services,
  "certificatesigningrequests.certificates.k8s.io": cluster.certificateSigningRequests,
  "clusterrolebindings.rbac.authorization.k8s.io": cluster.roleBindings,
  "controllerrevisions.apps": workloads.controllerRevisions,
  "cronjobs.batch": workloads.cronJobs,
  "customresourcedefinitions.apiextensions.k8s.io": cluster.customResourceDefinitions,
  "daemonsets.apps": workloads.daemonSets,
  "deployments.apps": workloads.deployments,
  "endpointslices.discovery.k8s.io": network.endpointSlices,
  "events.events.k8s.io": cluster.events,
  "horizontalpodautoscalers.autoscaling": workloads.horizontalPodAutoscalers,
  "ingressclasses.networking.k8s.io": network.ingressClasses,
  "ingresses.networking.k8s.io": network.ingresses,
  "jobs.batch": workloads.jobs,
  "leases.coordination.k8s.io": cluster.leases,
  "mutatingwebhookconfigurations.admissionregistration.k8s.io": cluster.webhookConfigurations,
  "networkpolicies.networking.k8s.io": network.networkPolicies,
  "poddisruptionbudgets.policy": workloads.podDisruptionBudgets,
  "priorityclasses.scheduling.k8s.io": cluster.priorityClasses,
  "replicasets.apps": workloads.replicaSets,
  "rolebindings.rbac.authorization.k8s.io": cluster.roleBindings,
  "runtimeclasses.node.k8s.io": cluster.runtimeClasses,
  "statefulsets.apps": workloads.statefulSets,
  "storageclasses.storage.k8s.io": storage.storageClasses,
  "validatingwebhookconfigurations.admissionregistration.k8s.io": cluster.webhookConfigurations,
};

/** What servers show of kinds that have no columns of their own, and this one of those whose columns it does not know. */
const anyOther: Printer = {
  columns: columns("Name", "Created At:date"),
  cells: (object) => [nameOf(object), textAt(object, "metadata", "creationTimestamp")],
};

export function builtInPrinter(resource: GroupResource): Printer {
  const name = qualified(resource);
  return (Object.hasOwn(printers, name) ? printers[name] : undefined) ?? anyOther;
}
