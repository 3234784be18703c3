export { createClient, type Client, type CreateClientOptions } from "./create-client.ts";
export { createDiscoveryFileStore, type DiscoveryFileStoreOptions } from "./discovery-file-store.ts";
