import { validateDns1035Label, validateDns1123Label, validateDns1123Subdomain } from "@kubets/apimachinery";
import { qualified, type FieldProblem, type GroupResource } from "../http/status.ts";
import { beginDefinition, completeDefinition, definitions, keepDefinitionStatus } from "../crd/definition.ts";
import { definitionProblems, definitionStatusProblems } from "../crd/definition-rules.ts";
import type { Hub } from "../hubs/hub.ts";
import { isObject, type JsonObject } from "../json.ts";
import { dropDisabledFields } from "../prepare/disabled-fields.ts";
import { preparationOf, type Allocation } from "../prepare/prepare.ts";
import { builtInSchemaOf } from "../schema/built-in-schemas.ts";
import { makeCanonical } from "../schema/canonical.ts";
import { copyAsSent } from "../schema/empty-fields.ts";
import type { ObjectSchema } from "../schema/type-schema.ts";
import type { UserInfo } from "../http/api-server.ts";
import type { ServerState } from "../storage/server-state.ts";
import { builtInChecks } from "../validation/kinds.ts";

/** How a kind differs from others in what the server does with its objects on writes. */
export interface ResourceRules {
  /** Returns what is wrong with a name. */
  readonly validateName: (name: string) => readonly string[];
  /** Whether finalizers may go without a prefix, which most built-in kinds demand of all but Kubernetes' own. */
  readonly plainFinalizers: boolean;
  /** The part of an object that counts as its desired state: a change of it raises the generation. Absent: no generation. */
  readonly desiredState?: ((object: JsonObject) => unknown) | undefined;
  /** Whether the status of a new object is dropped; an update of the object itself never changes it. */
  readonly createDropsStatus: boolean;
  /** Metadata that a write of the status cannot change. */
  readonly statusKeeps: readonly (keyof StatusMetadata)[];
  /** What is wrong with a new object, or with one that is to replace `old`, beyond its metadata. */
  readonly validate?: Validate<Readonly<JsonObject> | undefined> | undefined;
  /** What is wrong with an object of which the status is to be replaced. */
  readonly validateStatus?: Validate<Readonly<JsonObject>> | undefined;
  /** What is wrong with a pod of which the ephemeral containers are to be replaced. */
  readonly validateEphemeralContainers?: Validate<Readonly<JsonObject>> | undefined;
  /** Fills in what clients may leave out, on creations and updates, before anybody asks who owns which field. */
  readonly complete?: ((object: JsonObject, old?: Readonly<JsonObject>) => void) | undefined;
  /** Warns all who use it. */
  readonly deprecation?: string | undefined;
  /** Group that messages name of objects that break rules, where it is not the resource's own. */
  readonly reportedGroup?: string | undefined;
  /** The generation of a new object, where the kind counts them. Default 1; 0 is none yet. */
  readonly firstGeneration?: number | undefined;
  /** Sets what depends on other objects, before anything is checked. May refuse. */
  readonly admit?: ((object: JsonObject, state: ServerState, user?: UserInfo) => void) | undefined;
  /** Sets what the server alone sets, on creation. */
  readonly onCreate?: ((object: JsonObject) => void) | undefined;
  /** The same for an object that is to replace `old`. */
  readonly onUpdate?: ((object: JsonObject, old: Readonly<JsonObject>) => void) | undefined;
  /** Keeps what a write of the status may not take away. */
  readonly onStatusUpdate?: ((object: JsonObject, old: Readonly<JsonObject>) => void) | undefined;
  /** Hands out what there is only once, such as addresses, after everything was found valid. May refuse. */
  readonly allocate?: ((object: JsonObject, state: ServerState, write: Allocation) => void) | undefined;
  /** PUT of an object that is not there creates it. */
  readonly createOnUpdate: boolean;
  /** An update must say on which resourceVersion it builds. */
  readonly updateNeedsVersion: boolean;
  /** DELETE answers with the object rather than with a Status. */
  readonly returnsDeleted: boolean;
  /** How long a deletion waits for somebody else to finish it; 0 is not at all. Absent: the kind is deleted at once. */
  readonly gracePeriod?: ((object: JsonObject, wanted: number | undefined) => number) | undefined;
}

/** `warn` takes what is let pass, but whoever writes it should know. */
export type Validate<Old> = (object: JsonObject, old: Old, warn?: (text: string) => void) => readonly FieldProblem[];

interface StatusMetadata {
  labels: unknown;
  annotations: unknown;
  finalizers: unknown;
  ownerReferences: unknown;
}
const allOfIt: readonly (keyof StatusMetadata)[] = ["labels", "annotations", "finalizers", "ownerReferences"];

const spec = (object: JsonObject): unknown => object["spec"];
const metadataOf = (object: JsonObject, field: string): unknown =>
  (isObject(object["metadata"]) && object["metadata"][field]) || {};

/** Kinds whose desired state is their `spec`. */
const bySpec = [
  "pods",
  "replicationcontrollers",
  "daemonsets.apps",
  "replicasets.apps",
  "statefulsets.apps",
  "cronjobs.batch",
  "jobs.batch",
  "horizontalpodautoscalers.autoscaling",
  "ingressclasses.networking.k8s.io",
  "ingresses.networking.k8s.io",
  "networkpolicies.networking.k8s.io",
  "poddisruptionbudgets.policy",
  "csidrivers.storage.k8s.io",
  "deviceclasses.resource.k8s.io",
  "devicetaintrules.resource.k8s.io",
  "resourceslices.resource.k8s.io",
  "flowschemas.flowcontrol.apiserver.k8s.io",
  "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io",
  "evictionrequests.lifecycle.k8s.io",
  "evictions.lifecycle.k8s.io",
  "mutatingadmissionpolicies.admissionregistration.k8s.io",
  "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
  "validatingadmissionpolicies.admissionregistration.k8s.io",
  "validatingadmissionpolicybindings.admissionregistration.k8s.io",
  "customresourcedefinitions.apiextensions.k8s.io",
];

/** Webhooks, with bytes that are empty told from none, as a server's memory has them. */
function webhooksOf({ webhooks }: JsonObject): unknown {
  if (!Array.isArray(webhooks)) return webhooks;
  return webhooks.filter(isObject).map((hook) => {
    const client = hook["clientConfig"];
    return isObject(client) ? { ...hook, clientConfig: copyAsSent(client) } : hook;
  });
}

const desiredStates: ReadonlyMap<string, (object: JsonObject) => unknown> = new Map([
  ...bySpec.map((resource) => [resource, spec] as const),
  // Annotations of a Deployment are copied to its ReplicaSets.
  ["deployments.apps", (object: JsonObject) => [object["spec"], metadataOf(object, "annotations")]],
  ["podtemplates", (object: JsonObject) => object["template"]],
  ["mutatingwebhookconfigurations.admissionregistration.k8s.io", webhooksOf],
  ["validatingwebhookconfigurations.admissionregistration.k8s.io", webhooksOf],
  // Counts from 1 and never again.
  ["priorityclasses.scheduling.k8s.io", () => undefined],
  [
    "endpointslices.discovery.k8s.io",
    ({ metadata, ...content }: JsonObject) => [content, metadataOf({ metadata }, "labels")],
  ],
]);

const createdByUpdate = new Set([
  "endpoints",
  "events",
  "events.events.k8s.io",
  "limitranges",
  "services",
  "leases.coordination.k8s.io",
  "leasecandidates.coordination.k8s.io",
  "clusterrolebindings.rbac.authorization.k8s.io",
  "clusterroles.rbac.authorization.k8s.io",
  "rolebindings.rbac.authorization.k8s.io",
  "roles.rbac.authorization.k8s.io",
  "runtimeclasses.node.k8s.io",
]);

const updatedByVersion = new Set([
  "clustertrustbundles.certificates.k8s.io",
  "podcertificaterequests.certificates.k8s.io",
  "runtimeclasses.node.k8s.io",
  "podgroups.scheduling.k8s.io",
  "compositepodgroups.scheduling.k8s.io",
  "workloads.scheduling.k8s.io",
  "storageversionmigrations.storagemigration.k8s.io",
  "poddisruptionbudgets.policy",
  "resourcepoolstatusrequests.resource.k8s.io",
  "storageversions.internal.apiserver.k8s.io",
  "csidrivers.storage.k8s.io",
  "csistoragecapacities.storage.k8s.io",
  "volumeattachments.storage.k8s.io",
  "csinodes.storage.k8s.io",
  "leases.coordination.k8s.io",
  "leasecandidates.coordination.k8s.io",
  "evictions.lifecycle.k8s.io",
  "evictionrequests.lifecycle.k8s.io",
  "mutatingadmissionpolicies.admissionregistration.k8s.io",
  "mutatingadmissionpolicybindings.admissionregistration.k8s.io",
  "mutatingwebhookconfigurations.admissionregistration.k8s.io",
  "validatingadmissionpolicies.admissionregistration.k8s.io",
  "validatingadmissionpolicybindings.admissionregistration.k8s.io",
  "validatingwebhookconfigurations.admissionregistration.k8s.io",
  "customresourcedefinitions.apiextensions.k8s.io",
  "apiservices.apiregistration.k8s.io",
]);

const returnedWhenDeleted = new Set([
  "namespaces",
  "persistentvolumeclaims",
  "persistentvolumes",
  "pods",
  "podtemplates",
  "resourcequotas",
  "serviceaccounts",
  "services",
  "deviceclasses.resource.k8s.io",
  "resourceclaims.resource.k8s.io",
  "resourceclaimtemplates.resource.k8s.io",
  "resourcepoolstatusrequests.resource.k8s.io",
  "resourceslices.resource.k8s.io",
  "csidrivers.storage.k8s.io",
  "csinodes.storage.k8s.io",
  "storageclasses.storage.k8s.io",
  "volumeattachments.storage.k8s.io",
  "volumeattributesclasses.storage.k8s.io",
]);

const statusKept: ReadonlyMap<string, readonly (keyof StatusMetadata)[]> = new Map([
  ["deployments.apps", ["labels"]],
  ["pods", ["ownerReferences"]],
  ...[
    "podcertificaterequests.certificates.k8s.io",
    "podgroups.scheduling.k8s.io",
    "compositepodgroups.scheduling.k8s.io",
    "servicecidrs.networking.k8s.io",
    "storageversionmigrations.storagemigration.k8s.io",
    "resourceclaims.resource.k8s.io",
    "devicetaintrules.resource.k8s.io",
    "resourcepoolstatusrequests.resource.k8s.io",
    "storageversions.internal.apiserver.k8s.io",
    "volumeattachments.storage.k8s.io",
    "csinodes.storage.k8s.io",
    "evictions.lifecycle.k8s.io",
    "evictionrequests.lifecycle.k8s.io",
    "validatingadmissionpolicies.admissionregistration.k8s.io",
    "customresourcedefinitions.apiextensions.k8s.io",
  ].map((resource) => [resource, allOfIt] as const),
]);

/** Names that become one part of a path and need nothing more. */
function validatePathSegment(name: string): readonly string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}

const nameRules: ReadonlyMap<string, (name: string) => readonly string[]> = new Map([
  ["namespaces", validateDns1123Label],
  ["services", validateDns1035Label],
  ...["clusterrolebindings", "clusterroles", "rolebindings", "roles"].map(
    (resource) => [`${resource}.rbac.authorization.k8s.io`, validatePathSegment] as const,
  ),
]);

const plainFinalizerGroups = new Set([
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "coordination.k8s.io",
  "node.k8s.io",
  "rbac.authorization.k8s.io",
]);

/** A namespace lives as long as its content is to be removed by somebody. */
function beginNamespace(object: JsonObject): void {
  const finalizers = isObject(object["spec"]) ? object["spec"]["finalizers"] : undefined;
  const others = Array.isArray(finalizers) ? finalizers.filter((finalizer) => finalizer !== "kubernetes") : [];
  object["spec"] = { finalizers: [...others, "kubernetes"] };
  object["status"] = { phase: "Active" };
}

const creations: ReadonlyMap<string, (object: JsonObject) => void> = new Map([
  ["namespaces", beginNamespace],
  [definitions, beginDefinition],
]);

/** A pod that runs nowhere, or no longer, needs no time to stop. */
function podGracePeriod(pod: JsonObject, wanted: number | undefined): number {
  const podSpec = isObject(pod["spec"]) ? pod["spec"] : {};
  const status = isObject(pod["status"]) ? pod["status"] : {};
  if (!podSpec["nodeName"] || status["phase"] === "Failed" || status["phase"] === "Succeeded") return 0;
  const own = podSpec["terminationGracePeriodSeconds"];
  const seconds = wanted ?? (typeof own === "number" ? own : 30);
  return seconds < 0 ? 1 : seconds;
}

const endpointsDeprecation = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice";

/** Whether built-in objects are checked as a server checks them, or only their types, names and metadata. */
export type Validation = "full" | "off";

/** The rules of a built-in resource. */
export function builtInRules(
  resource: GroupResource & { readonly version: string; readonly kind: string },
  hasStatus: boolean,
  validation: Validation = "full",
  hub?: Hub,
): ResourceRules {
  const name = qualified(resource);
  const schemaIn = ({
    group,
    version,
  }: {
    readonly group: string;
    readonly version: string;
  }): ObjectSchema | undefined => (name === definitions ? undefined : builtInSchemaOf(group, version, resource.kind));
  const [schema, storedSchema] = [schemaIn(resource), schemaIn(hub ?? resource)];
  const preparation = preparationOf(name);
  const inForm = (object: JsonObject): void => storedSchema && makeCanonical(storedSchema, object);
  const complete = (object: JsonObject): void => {
    preparation.complete?.(object);
    if (schema) makeCanonical(schema, object);
    hub?.complete(object);
  };
  const { create = creations.get(name), allocate } = preparation;
  const update = name === definitions ? keepDefinitionStatus : preparation.update;
  return {
    validateName: nameRules.get(name) ?? validateDns1123Subdomain,
    plainFinalizers: plainFinalizerGroups.has(resource.group),
    desiredState: desiredStates.get(name),
    createDropsStatus: hasStatus && name !== "nodes",
    statusKeeps: statusKept.get(name) ?? [],
    ...(name === definitions
      ? { validate: definitionProblems, validateStatus: definitionStatusProblems }
      : validation === "full" && builtInChecks(name)),
    complete: name === definitions ? completeDefinition : complete,
    deprecation: name === "endpoints" ? endpointsDeprecation : undefined,
    reportedGroup: name === "events.events.k8s.io" ? "" : undefined,
    firstGeneration: name === "csidrivers.storage.k8s.io" ? 0 : undefined,
    admit: preparation.admit,
    onCreate(object) {
      create?.(object);
      dropDisabledFields(name, object);
      inForm(object);
    },
    onUpdate(object, old) {
      dropDisabledFields(name, object);
      if (!update) return;
      update(object, old);
      inForm(object);
    },
    onStatusUpdate:
      preparation.status &&
      ((object, old) => {
        preparation.status?.(object, old);
        inForm(object);
      }),
    allocate:
      allocate &&
      ((object, state, write) => {
        allocate(object, state, write);
        inForm(object);
      }),
    createOnUpdate: createdByUpdate.has(name),
    updateNeedsVersion: updatedByVersion.has(name),
    returnsDeleted: returnedWhenDeleted.has(name),
    gracePeriod: name === "pods" ? podGracePeriod : undefined,
  };
}
