// A cluster in the same process
export { createFakeCluster, type FakeCluster, type FakeClusterOptions, type RecordedRequest } from "./fake-cluster.ts";
export type { Action } from "./action.ts";
export type { Reaction, ReactionEvent, Reactor } from "./reactors.ts";
export type { ObjectTracker, TrackedChange, TrackedType } from "./tracker.ts";
export type { RequestMatch } from "./request-match.ts";
export type { Fault, FaultEffect } from "./faults/fault.ts";
export type { FaultStatus } from "./faults/failure-answer.ts";
export { parseFaults } from "./faults/parse-faults.ts";
export type { ApiServerOptions } from "./create-api-server.ts";
export type { ControllerOptions } from "./controllers/start-controllers.ts";
export type { PodExit, PodScript } from "./controllers/pod-script.ts";
export type {
  AttachSession,
  ContainerContext,
  ExecSession,
  Log,
  LogLine,
  LogRequest,
  Output,
  PodHandlers,
  PortForwardSession,
  TerminalSize,
} from "./pods/pod-handlers.ts";
export { parseManifests } from "./manifests.ts";
export type { RequestVerb } from "./handle-resource.ts";

// For servers that put it behind a network
export {
  brokenConnection,
  type ApiServer,
  type ApiServerRequest,
  type ApiServerResponse,
  type ServerAccess,
  type UserInfo,
} from "./api-server.ts";
export type { AccessAttributes, PathAttributes, ResourceAttributes } from "./access/attributes.ts";
export { createPipe, type Pipe } from "./pods/pipe.ts";
export type { MessageSocket, PeerStream, StreamConnection, Upgraded, UpgradeRequest } from "./upgrade-seam.ts";
