/**
 * One function per verb: what the caller said in, an {@link ApiRequest} out. Nothing here does I/O; what cannot be sent
 * as it was said is refused with reason `InvalidRequest`.
 */
import {
  apiVersionOf,
  patchContentTypes,
  type KubernetesObject,
  type ListOptions,
  type Patch,
  type ResourceDescriptor,
  type WatchOptions,
} from "@kubets/apimachinery";
import { invalidRequest, listQuery, queryOf, resourcePath, watchQuery, type ApiRequest } from "@kubets/rest";
import type { ApplyOptions, DeleteOptions, Scale, WriteOptions } from "./resource-client.ts";

/** A resource, and the namespace if one was chosen: where requests go. */
export interface Target {
  readonly descriptor: ResourceDescriptor;
  readonly namespace?: string | undefined;
}

/** The subresources that share their resource's verbs. */
export type Subresource = "status" | "scale";

export function getRequest(
  target: Target,
  name: string,
  options: { readonly resourceVersion?: string | undefined } = {},
  subresource?: Subresource,
): ApiRequest {
  return { method: "GET", path: pathOf(target, name, subresource), query: queryOf(options, ["resourceVersion"]) };
}

export function listRequest(target: Target, options: ListOptions = {}): ApiRequest {
  return { method: "GET", path: collectionPath(target, options), query: listQuery(options) };
}

export function watchRequest(target: Target, options: WatchOptions = {}): ApiRequest {
  return { method: "GET", path: collectionPath(target, options), query: watchQuery(options) };
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
  name: string | undefined = object.metadata?.name,
): ApiRequest {
  return write("PUT", pathOf(target, name, subresource), objectBody(target, object), options);
}

export function patchRequest<T extends KubernetesObject>(
  target: Target,
  name: string,
  patch: Patch<T>,
  options: WriteOptions = {},
  subresource?: Subresource,
): ApiRequest {
  const { type } = patch;
  const body = type === "json" ? patch.operations : patch.value;
  // Type-checked callers cannot get here; the others would send a body that its content type does not describe (D16).
  const contentType = patchContentTypes[type];
  if (!contentType || contentType === patchContentTypes.apply || body === undefined) {
    throw invalidRequest("the patch's type and body do not fit");
  }
  return write("PATCH", pathOf(target, name, subresource), body, options, contentType);
}

export function applyRequest(
  target: Target,
  object: KubernetesObject,
  options: ApplyOptions,
  subresource?: Subresource,
): ApiRequest {
  const path = pathOf(target, object.metadata?.name, subresource);
  if (!options.fieldManager || object.metadata?.managedFields?.length) {
    throw invalidRequest("apply needs a fieldManager and no metadata.managedFields");
  }
  return write("PATCH", path, objectBody(target, object), options, patchContentTypes.apply);
}

export function deleteRequest(target: Target, name: string, options: DeleteOptions = {}): ApiRequest {
  return { method: "DELETE", path: pathOf(target, name), body: deleteBody(options) };
}

export function deleteCollectionRequest(target: Target, options: ListOptions & DeleteOptions = {}): ApiRequest {
  requireNamespace(target);
  return { ...listRequest(target, options), method: "DELETE", body: deleteBody(options) };
}

/** A scale that names another object than the call does is refused by the server. */
export function updateScaleRequest(target: Target, name: string, scale: Scale, options?: WriteOptions): ApiRequest {
  const named = { apiVersion: "autoscaling/v1", kind: "Scale", ...scale, metadata: { name, ...scale.metadata } };
  return updateRequest(target, named, options, "scale", name);
}

/** The options as JSON, as kubectl sends them: what was not said is not in it. */
function deleteBody(options: DeleteOptions): unknown {
  requireIntegers(options);
  const { gracePeriodSeconds, propagationPolicy, preconditions, dryRun } = options;
  return { gracePeriodSeconds, propagationPolicy, preconditions, dryRun: dryRun ? ["All"] : undefined };
}

/** Every write but deletions, whose options travel in the body. */
function write(
  method: ApiRequest["method"],
  path: string,
  body: unknown,
  options: WriteOptions,
  contentType?: string,
): ApiRequest {
  const said = { ...options, dryRun: options.dryRun ? "All" : undefined };
  return {
    method,
    path,
    query: queryOf(said, ["dryRun", "fieldManager", "fieldValidation", "force"]),
    body,
    contentType,
  };
}

/** A fraction or NaN would come back as a server's puzzling complaint about a number. */
function requireIntegers(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (typeof value === "number" && !Number.isSafeInteger(value)) throw invalidRequest(`${name} must be an integer`);
  }
}

function collectionPath({ descriptor, namespace }: Target, options: object = {}): string {
  requireIntegers(options);
  return resourcePath(descriptor, { namespace });
}

function pathOf(target: Target, name: string | undefined, subresource?: Subresource): string {
  const { descriptor, namespace } = target;
  if (!name) throw invalidRequest(`the name of the ${descriptor.kind} is missing`);
  requireNamespace(target);
  return resourcePath(descriptor, { namespace, name, subresource });
}

function requireNamespace({ descriptor, namespace }: Target): void {
  if (descriptor.scope === "Namespaced" && namespace === undefined) {
    throw invalidRequest(`${descriptor.resource} need a namespace`);
  }
}

/**
 * The object as a server takes it: with apiVersion and kind, which callers need not repeat (F087). One of another
 * namespace than the call's is refused; a server would do so too, after a round trip and in other words.
 */
function objectBody({ descriptor, namespace }: Target, object: KubernetesObject): KubernetesObject {
  const own = object.metadata?.namespace;
  if (own && own !== namespace) {
    throw invalidRequest(`metadata.namespace is "${own}", the call's "${namespace ?? ""}"`);
  }
  return { ...object, apiVersion: object.apiVersion || apiVersionOf(descriptor), kind: object.kind || descriptor.kind };
}
