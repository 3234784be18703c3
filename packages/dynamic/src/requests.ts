/**
 * One function per verb: what the caller said in, an {@link ApiRequest} out. Nothing here does I/O; what cannot be sent
 * as it was said is refused with reason `InvalidRequest`.
 */
import {
  apiVersionOf,
  KubernetesError,
  patchContentTypes,
  type GroupVersionKind,
  type KubernetesObject,
  type ListOptions,
  type Patch,
  type ResourceDescriptor,
  type WatchOptions,
} from "@kubets/apimachinery";
import { listQuery, resourcePath, watchQuery, type ApiRequest } from "@kubets/rest";
import type { ApplyOptions, DeleteOptions, Scale, WriteOptions } from "./resource-client.ts";

/** A resource, and the namespace if one was chosen: where requests go. */
export interface Target {
  readonly descriptor: ResourceDescriptor;
  readonly namespace?: string | undefined;
}

/** The subresources that share their resource's verbs. */
export type Subresource = "status" | "scale";

/** What is refused before anything is sent. */
export function invalidRequest(message: string): KubernetesError {
  return new KubernetesError(message, { reason: "InvalidRequest" });
}

export function getRequest(
  target: Target,
  name: string,
  options: { readonly resourceVersion?: string | undefined } = {},
  subresource?: Subresource,
): ApiRequest {
  return {
    method: "GET",
    path: objectPath(target, name, subresource),
    query: query({ resourceVersion: options.resourceVersion }),
  };
}

export function listRequest(target: Target, options: ListOptions = {}): ApiRequest {
  requireIntegers(options);
  return { method: "GET", path: collectionPath(target), query: listQuery(options) };
}

export function watchRequest(target: Target, options: WatchOptions = {}): ApiRequest {
  requireIntegers(options);
  return { method: "GET", path: collectionPath(target), query: watchQuery(options) };
}

export function createRequest(target: Target, object: KubernetesObject, options: WriteOptions = {}): ApiRequest {
  requireNamespace(target);
  return write("POST", collectionPath(target), objectBody(target, object), options);
}

export function updateRequest(
  target: Target,
  object: KubernetesObject,
  options: WriteOptions = {},
  subresource?: Subresource,
): ApiRequest {
  const path = objectPath(target, object.metadata?.name, subresource);
  return write("PUT", path, objectBody(target, object), options);
}

export function patchRequest<T extends KubernetesObject>(
  target: Target,
  name: string,
  patch: Patch<T>,
  options: WriteOptions = {},
  subresource?: Subresource,
): ApiRequest {
  const body = patch.type === "json" ? patch.operations : patch.value;
  // Type-checked callers cannot get here; the others would send a body that its content type does not describe (D16).
  if (!["json", "merge", "strategic"].includes(patch.type) || body === undefined) {
    throw invalidRequest("the patch's type and body do not fit");
  }
  return write("PATCH", objectPath(target, name, subresource), body, options, patchContentTypes[patch.type]);
}

export function applyRequest(
  target: Target,
  object: KubernetesObject,
  options: ApplyOptions,
  subresource?: Subresource,
): ApiRequest {
  const path = objectPath(target, object.metadata?.name, subresource);
  if (!options.fieldManager) throw invalidRequest("apply needs a fieldManager");
  if (object.metadata?.managedFields?.length) {
    throw invalidRequest("apply takes no metadata.managedFields");
  }
  return write("PATCH", path, objectBody(target, object), options, patchContentTypes.apply);
}

export function deleteRequest(target: Target, name: string, options: DeleteOptions = {}): ApiRequest {
  return { method: "DELETE", path: objectPath(target, name), body: deleteBody(options) };
}

export function deleteCollectionRequest(target: Target, options: ListOptions & DeleteOptions = {}): ApiRequest {
  requireNamespace(target);
  return { ...listRequest(target, options), method: "DELETE", body: deleteBody(options) };
}

const scaleKind: GroupVersionKind = { group: "autoscaling", version: "v1", kind: "Scale" };

export function updateScaleRequest(target: Target, name: string, scale: Scale, options: WriteOptions = {}): ApiRequest {
  const named = scale.metadata?.name;
  if (named && named !== name) throw invalidRequest(`the scale names "${named}", the call "${name}"`);
  const body = objectBody(target, { ...scale, metadata: { ...scale.metadata, name } }, scaleKind);
  return write("PUT", objectPath(target, name, "scale"), body, options);
}

/** The options as JSON, as kubectl sends them: what was not said is not in it. */
function deleteBody(options: DeleteOptions): unknown {
  requireIntegers(options);
  const { gracePeriodSeconds, propagationPolicy, preconditions } = options;
  return { gracePeriodSeconds, propagationPolicy, preconditions, dryRun: options.dryRun ? ["All"] : undefined };
}

/** Every write but deletions, whose options travel in the body. */
function write(
  method: ApiRequest["method"],
  path: string,
  body: unknown,
  { dryRun, fieldManager, fieldValidation, force }: WriteOptions & Pick<ApplyOptions, "force">,
  contentType?: string,
): ApiRequest {
  const parameters = query({ dryRun: dryRun ? "All" : undefined, fieldManager, fieldValidation, force });
  return { method, path, query: parameters, body, contentType };
}

/** Exactly what was given, false and the empty string included (D20). */
function query(parameters: Readonly<Record<string, string | boolean | undefined>>): ApiRequest["query"] {
  return Object.entries(parameters).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}

/** A fraction or NaN would come back as a server's puzzling complaint about a number. */
function requireIntegers(options: ListOptions & DeleteOptions): void {
  for (const name of ["limit", "timeoutSeconds", "gracePeriodSeconds"] as const) {
    const value = options[name];
    if (value !== undefined && !Number.isSafeInteger(value)) throw invalidRequest(`${name} must be an integer`);
  }
}

function collectionPath({ descriptor, namespace }: Target): string {
  return resourcePath(descriptor, { namespace });
}

function objectPath(target: Target, name: string | undefined, subresource?: Subresource): string {
  if (!name) throw invalidRequest(`the name of the ${target.descriptor.kind} is missing`);
  requireNamespace(target);
  return resourcePath(target.descriptor, { namespace: target.namespace, name, subresource });
}

function requireNamespace({ descriptor, namespace }: Target): void {
  if (descriptor.scope === "Namespaced" && namespace === undefined) {
    throw invalidRequest(`${descriptor.resource} need a namespace: call namespace() first`);
  }
}

/**
 * The object as a server takes it: with apiVersion and kind, which callers need not repeat (F087). One of another
 * namespace than the call's is refused; a server would do so too, after a round trip and in other words.
 */
function objectBody(
  { descriptor, namespace }: Target,
  object: KubernetesObject,
  type: GroupVersionKind = descriptor,
): KubernetesObject {
  const own = object.metadata?.namespace;
  if (own && own !== namespace) {
    throw invalidRequest(`metadata.namespace is "${own}", the call's ${namespace ? `"${namespace}"` : "none"}`);
  }
  if (object.apiVersion && object.kind) return object;
  return { ...object, apiVersion: object.apiVersion || apiVersionOf(type), kind: object.kind || type.kind };
}
