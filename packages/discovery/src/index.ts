// Find a resource
export { createDiscoveryClient, type DiscoveryClient, type DiscoveryClientOptions } from "./discovery-client.ts";
export { createCachedDiscovery, type CachedDiscovery } from "./cached-discovery.ts";
export {
  createRestMapper,
  isNoMatch,
  type ResourceQuery,
  type ResourceSource,
  type RestMapper,
} from "./rest-mapper.ts";
export { preferredResources, type PreferredResourcesOptions } from "./preferred-resources.ts";

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
