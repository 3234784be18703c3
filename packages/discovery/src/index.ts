// Find a resource
export { createDiscoveryClient, type DiscoveryClient, type DiscoveryClientOptions } from "./discovery-client.ts";
export { createCachedDiscovery, type CachedDiscovery } from "./cached-discovery.ts";
export {
  createRestMapper,
  isNoMatch,
  type Ambiguity,
  type ResourceQuery,
  type ResourceSource,
  type RestMapper,
  type RestMapperOptions,
} from "./rest-mapper.ts";
export { preferredResources, type PreferredResourcesOptions } from "./preferred-resources.ts";
export { resourcesInCategory } from "./categories.ts";
export { createOpenApiClient, type OpenApiClient, type OpenApiDocument } from "./open-api.ts";
export {
  createStoredDiscovery,
  type DiscoveryStore,
  type StoredDiscovery,
  type StoredDiscoveryOptions,
  type StoredEntry,
} from "./stored-discovery.ts";

// What a server says
export type {
  ApiGroup,
  ApiResource,
  ApiSubresource,
  Discovered,
  DiscoveryFailure,
  GroupVersionResources,
} from "./api-resource.ts";
export type { ServerVersion } from "./discovery-client.ts";
