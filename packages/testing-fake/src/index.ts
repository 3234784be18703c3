// A cluster in the same process
export {
  createFakeCluster,
  type FakeCluster,
  type FakeClusterOptions,
  type RecordedRequest,
} from "./cluster/fake-cluster.ts";
export { fakeClusterFixture, type FakeClusterFixture } from "./cluster/fake-cluster-fixture.ts";
export type { Action } from "./cluster/action.ts";
export type { Reaction, ReactionEvent, Reactor } from "./cluster/reactors.ts";
export type { ObjectTracker, TrackedChange, TrackedType } from "./cluster/tracker.ts";
export type { RequestMatch } from "./cluster/request-match.ts";
export type { Fault, FaultEffect } from "./faults/fault.ts";
export type { FaultStatus } from "./faults/failure-answer.ts";
export { parseFaults } from "./faults/parse-faults.ts";
export type { ApiServerOptions } from "./http/create-api-server.ts";
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
export { parseManifests } from "./cluster/manifests.ts";
export type { RequestVerb } from "./http/handle-resource.ts";

// For servers that put it behind a network
export {
  brokenConnection,
  type ApiServer,
  type ApiServerRequest,
  type ApiServerResponse,
  type ServerAccess,
  type UserInfo,
} from "./http/api-server.ts";
export type { AccessAttributes, PathAttributes, ResourceAttributes } from "./access/attributes.ts";
export { createPipe, type Pipe } from "./pods/pipe.ts";
export type { MessageSocket, PeerStream, StreamConnection, Upgraded, UpgradeRequest } from "./http/upgrade-seam.ts";
