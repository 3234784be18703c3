import type { JsonObject } from "../json.ts";
import type { UserInfo } from "../http/api-server.ts";
import type { ServerState } from "../storage/server-state.ts";
import {
  completeDaemonSet,
  prepareClaim,
  prepareClaimUpdate,
  prepareDaemonSet,
  prepareDaemonSetUpdate,
  prepareNode,
  prepareRequest,
  keepRequest,
  prepareVolume,
} from "./cluster.ts";
import { prepareJob } from "./jobs.ts";
import { preparePod, preparePodStatus, preparePodUpdate } from "./pods.ts";
import { admitPriority } from "./priority.ts";
import { allocateService, prepareService, prepareServiceUpdate } from "./services.ts";

/** What there is to know of a write when things are handed out. */
export interface Allocation {
  readonly dryRun: boolean;
  /** What is replaced. */
  readonly old?: Readonly<JsonObject> | undefined;
}

/** What the server itself sets on an object that is created, or that is to replace `old`. */
export interface Preparation {
  /** Fills in what clients may leave out, and then own. */
  readonly complete?: ((object: JsonObject) => void) | undefined;
  /** Sets what depends on other objects, and on who asks. May refuse. */
  readonly admit?: ((object: JsonObject, state: ServerState, user?: UserInfo) => void) | undefined;
  readonly create?: ((object: JsonObject) => void) | undefined;
  readonly update?: ((object: JsonObject, old: Readonly<JsonObject>) => void) | undefined;
  readonly status?: ((object: JsonObject, old: Readonly<JsonObject>) => void) | undefined;
  /** Hands out what there is only once, after everything was found valid. */
  readonly allocate?: ((object: JsonObject, state: ServerState, write: Allocation) => void) | undefined;
}

const preparations: ReadonlyMap<string, Preparation> = new Map<string, Preparation>([
  ["pods", { admit: admitPriority, create: preparePod, update: preparePodUpdate, status: preparePodStatus }],
  ["services", { create: prepareService, update: prepareServiceUpdate, allocate: allocateService }],
  ["persistentvolumes", { create: prepareVolume }],
  ["persistentvolumeclaims", { create: prepareClaim, update: prepareClaimUpdate }],
  ["nodes", { create: prepareNode }],
  ["daemonsets.apps", { complete: completeDaemonSet, create: prepareDaemonSet, update: prepareDaemonSetUpdate }],
  ["jobs.batch", { create: prepareJob }],
  ["certificatesigningrequests.certificates.k8s.io", { admit: prepareRequest, update: keepRequest }],
]);

/** The preparation of a resource by its qualified name: `jobs.batch`. */
export function preparationOf(resource: string): Preparation {
  return preparations.get(resource) ?? {};
}
