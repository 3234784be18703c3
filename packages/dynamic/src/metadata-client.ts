import {
  isStatus,
  KubernetesError,
  type KubernetesList,
  type KubernetesObject,
  type ObjectMeta,
  type ResourceDescriptor,
  type Scope,
  type WatchEvent,
} from "@kubets/apimachinery";
import type { ApiRequest, RestClient } from "@kubets/rest";
import { createDynamicClient } from "./dynamic-client.ts";
import type { CollectionClient, ResourceClient } from "./resource-client.ts";

/** An object of which only the metadata was read. */
export interface PartialObjectMetadata extends KubernetesObject {
  apiVersion?: "meta.k8s.io/v1";
  kind?: "PartialObjectMetadata";
  metadata?: ObjectMeta;
}

/** What can be done with objects of which only the metadata is of interest, in one namespace or cluster-wide. */
export type MetadataResourceClient = CollectionClient<PartialObjectMetadata> &
  Pick<ResourceClient<PartialObjectMetadata>, "get" | "patch" | "delete" | "deleteCollection">;

/** All namespaces of a namespaced resource, or one. */
export interface NamespacedMetadataClient extends CollectionClient<PartialObjectMetadata> {
  namespace(name: string): MetadataResourceClient;
}

/** The client of a resource, by its scope. */
export type MetadataClientOf<S extends Scope> = [Scope] extends [S]
  ? MetadataResourceClient & NamespacedMetadataClient
  : S extends "Namespaced"
    ? NamespacedMetadataClient
    : MetadataResourceClient;

/** A client that reads the metadata of any resource. */
export interface MetadataClient {
  /** A client for the resource; no request is made. */
  resource<S extends Scope>(descriptor: ResourceDescriptor<KubernetesObject, S>): MetadataClientOf<S>;
}

/**
 * Reads names, labels, owners and versions of objects, and nothing else of them (F089): of large objects a fraction of the
 * bytes. Everything it gives is a `PartialObjectMetadata`. A server that sends whole objects all the same, as it may, is
 * understood; then only the bytes are not saved.
 *
 * It uses the client's connection and has nothing to close.
 */
export function createMetadataClient({ rest }: { readonly rest: RestClient }): MetadataClient {
  const client = createDynamicClient({ rest: metadataOnly(rest) });
  return {
    resource: <S extends Scope>(descriptor: ResourceDescriptor<KubernetesObject, S>) =>
      client.resource(descriptor) as unknown as MetadataClientOf<S>,
  };
}

const accept = (kind: string): string => `application/json;as=${kind};g=meta.k8s.io;v=v1,application/json`;

/** A rest client that asks for metadata and gives nothing else. */
function metadataOnly(rest: RestClient): RestClient {
  const one = (request: ApiRequest): ApiRequest => ({ ...request, accept: accept("PartialObjectMetadata") });
  return {
    server: rest.server,
    namespace: rest.namespace,
    transport: rest.transport,
    async json<T>(request: ApiRequest, options?: Parameters<RestClient["json"]>[1]): Promise<T> {
      // A deletion's answer is what the server makes of it, most often a Status.
      const answer = await rest.json<T>(request.method === "DELETE" ? request : one(request), options);
      return (isStatus(answer) || answer === undefined ? answer : toMetadata(answer)) as T;
    },
    text: (request, options) => rest.text(request, options),
    async list<T>(request: ApiRequest, options?: Parameters<RestClient["list"]>[1]): Promise<KubernetesList<T>> {
      const list = await rest.list<T>({ ...request, accept: accept("PartialObjectMetadataList") }, options);
      return {
        ...list,
        apiVersion: "meta.k8s.io/v1",
        kind: "PartialObjectMetadataList",
        items: list.items.map((item) => toMetadata(item) as T),
      };
    },
    async *watch<T>(request: ApiRequest, options?: Parameters<RestClient["watch"]>[1]) {
      for await (const batch of rest.watch<T>(one(request), options)) {
        yield batch.map((event): WatchEvent<T> =>
          event.type === "BOOKMARK" ? event : { ...event, object: toMetadata(event.object) as T },
        );
      }
    },
    stream: (request, options) => rest.stream(request, options),
    openWebSocket: (request, protocols, options) => rest.openWebSocket(request, protocols, options),
    [Symbol.asyncDispose]: () => rest[Symbol.asyncDispose](),
  };
}

/** The metadata of whatever came, which must have some: anything else is no object. */
function toMetadata(value: unknown): PartialObjectMetadata {
  const object = value as KubernetesObject;
  if (typeof object?.metadata !== "object" || object.metadata === null) {
    throw new KubernetesError("the answer has no metadata", { reason: "Decode" });
  }
  return { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata", metadata: object.metadata };
}
