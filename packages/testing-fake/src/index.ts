// A cluster in the same process
export { createFakeCluster, type FakeCluster, type FakeClusterOptions, type RecordedRequest } from "./fake-cluster.ts";
export type { Fault, FaultStatus } from "./faults.ts";
export type { ApiServerOptions, ControllerOptions } from "./create-api-server.ts";
export { parseManifests } from "./manifests.ts";
export type { RequestVerb } from "./handle-resource.ts";

// For servers that put it behind a network
export {
  brokenConnection,
  type ApiServer,
  type ApiServerRequest,
  type ApiServerResponse,
  type UserInfo,
} from "./api-server.ts";
