/**
 * The calls that one resource has and others have not: subresources that take or answer with objects of another kind.
 * Free functions, so that a bundle carries those that it uses.
 */
import type { Stored } from "@kubets/apimachinery";
import type { TokenRequest, TokenRequestSpec } from "./gen/authentication/v1.ts";
import type { CertificateSigningRequest } from "./gen/certificates/v1.ts";
import type { Event, Namespace, Pod } from "./gen/core/v1.ts";
import type { DeleteOptions } from "./gen/meta/v1.ts";
import { segment } from "./path-segment.ts";

/** What the functions need of a client; that of `@kubets/dynamic` has it. */
export interface SubresourceClient {
  readonly rest: {
    json<T>(
      request: {
        readonly method: "PUT" | "POST";
        readonly path: string;
        readonly query: readonly (readonly [name: string, value: string])[];
        readonly body: unknown;
      },
      options?: SubresourceOptions,
    ): Promise<T>;
  };
}

/** What each call may set for itself. */
export interface SubresourceOptions {
  /** Ends the call with reason `Aborted`. */
  readonly signal?: AbortSignal | undefined;
  /** Deadline of the call; 0 is none. */
  readonly timeoutMs?: number | undefined;
  /** Runs everything but the storing; a token is not made then. */
  readonly dryRun?: boolean | undefined;
  /** Who is said to own the written fields; default: the client's user agent up to the first slash. */
  readonly fieldManager?: string | undefined;
  /** What the server does about unknown and duplicate fields; its default is Warn. */
  readonly fieldValidation?: "Ignore" | "Warn" | "Strict" | undefined;
}

/** An object of a namespace. */
export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Deletes a pod unless a PodDisruptionBudget forbids it: then it rejects with reason `TooManyRequests`, told by
 * `isTooManyRequests`, and one tries again later (F082).
 */
export async function evictPod(
  client: SubresourceClient,
  { namespace, name }: NamespacedName,
  options: SubresourceOptions & { readonly deleteOptions?: DeleteOptions | undefined } = {},
): Promise<void> {
  const { deleteOptions } = options;
  const body = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace }, deleteOptions };
  await post(client, `/api/v1/namespaces/${segment(namespace)}/pods/${segment(name)}/eviction`, body, options);
}

/** Gives a pod to a node, as a scheduler does (F082). Rejects with `Conflict` where it has one. */
export async function bindPod(
  client: SubresourceClient,
  { namespace, name, node }: NamespacedName & { readonly node: string },
  options?: SubresourceOptions,
): Promise<void> {
  const target = { apiVersion: "v1", kind: "Node", name: node };
  const body = { apiVersion: "v1", kind: "Binding", metadata: { name, namespace }, target };
  await post(client, `/api/v1/namespaces/${segment(namespace)}/pods/${segment(name)}/binding`, body, options);
}

/** Asks for a token of a service account; it is in `status.token`, and when it ends in `status.expirationTimestamp`. */
export function createToken(
  client: SubresourceClient,
  { namespace, name }: NamespacedName,
  spec: Partial<TokenRequestSpec> = {},
  options?: SubresourceOptions,
): Promise<TokenRequest> {
  const path = `/api/v1/namespaces/${segment(namespace)}/serviceaccounts/${segment(name)}/token`;
  return post(client, path, { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec }, options);
}

/** Approves or denies a certificate signing request by the conditions of its status; nothing else is written (F082). */
export function updateApproval(
  client: SubresourceClient,
  request: Stored<CertificateSigningRequest>,
  options?: SubresourceOptions,
): Promise<Stored<CertificateSigningRequest>> {
  const path = `/apis/certificates.k8s.io/v1/certificatesigningrequests/${segment(request.metadata.name)}/approval`;
  return put(client, path, request, options);
}

/** Writes `spec.finalizers` of a namespace, which nothing else can; without any, a deleted namespace is gone (F082). */
export function finalizeNamespace(
  client: SubresourceClient,
  namespace: Stored<Namespace>,
  options?: SubresourceOptions,
): Promise<Stored<Namespace>> {
  return put(client, `/api/v1/namespaces/${segment(namespace.metadata.name)}/finalize`, namespace, options);
}

/** Adds to `spec.ephemeralContainers` of a running pod, to look into it; those that are there cannot be changed. */
export function updateEphemeralContainers(
  client: SubresourceClient,
  pod: Stored<Pod>,
  options?: SubresourceOptions,
): Promise<Stored<Pod>> {
  return put(client, `${podPath(pod)}/ephemeralcontainers`, pod, options);
}

/** Changes the `resources` of a running pod's containers; nothing else is written. */
export function resizePod(
  client: SubresourceClient,
  pod: Stored<Pod>,
  options?: SubresourceOptions,
): Promise<Stored<Pod>> {
  return put(client, `${podPath(pod)}/resize`, pod, options);
}

/** What events are about; fields that are left out may be anything. */
export type EventSubject = Partial<
  Pick<Event["involvedObject"] & object, "name" | "namespace" | "kind" | "uid" | "apiVersion" | "resourceVersion">
>;

/** The field selector of the `core/v1` events about an object (F082): `involvedObject.name=web,involvedObject.kind=Pod`. */
export function eventFieldSelector(subject: EventSubject): string {
  return Object.entries(subject)
    .filter(([, value]) => value !== undefined)
    .map(([field, value]) => `involvedObject.${field}=${value.replaceAll(/[\\,=]/g, "\\$&")}`)
    .join(",");
}

function podPath({ metadata }: Stored<Pod>): string {
  return `/api/v1/namespaces/${segment(metadata.namespace ?? "")}/pods/${segment(metadata.name)}`;
}

function post<T>(client: SubresourceClient, path: string, body: unknown, options?: SubresourceOptions): Promise<T> {
  return client.rest.json<T>({ method: "POST", path, query: queryOf(options), body }, options);
}

function put<T>(client: SubresourceClient, path: string, body: unknown, options?: SubresourceOptions): Promise<T> {
  return client.rest.json<T>({ method: "PUT", path, query: queryOf(options), body }, options);
}

function queryOf({ dryRun, fieldManager, fieldValidation }: SubresourceOptions = {}): [string, string][] {
  const said = { dryRun: dryRun ? "All" : undefined, fieldManager, fieldValidation };
  return Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
}
