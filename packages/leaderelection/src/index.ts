export { createLeaderElector, type LeaderElectionRun, type LeaderElector } from "./leader-elector.ts";
export { createHealthCheck, type HealthCheck } from "./health-check.ts";
export { isLeadershipLost, type Leadership } from "./leadership.ts";
export type { LeaderElectionMetrics, LeaderElectorOptions } from "./options.ts";
export type { Lease, LeaseClient } from "./lease-client.ts";
