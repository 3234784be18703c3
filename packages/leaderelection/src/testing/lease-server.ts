import { KubernetesError, type ErrorReason, type Stored } from "@kubets/apimachinery";
import type { Lease, LeaseClient } from "../lease-client.ts";
import { withFaults, type Faults } from "./faults.ts";

/** Leases in memory with the rules of a real server: resource versions, conflicts, and the checks of a Lease's fields. */
export interface LeaseServer {
  client(faults?: Faults): LeaseClient;
  /** The lease as it is now. */
  lease(name?: string): Stored<Lease> | undefined;
  /** Writes a lease without asking anybody. */
  put(spec: Lease["spec"], name?: string): void;
  remove(name?: string): void;
  /** Every request that reached the server, as `verb` or `verb Reason`. */
  readonly log: string[];
}

const microTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

export function createLeaseServer(): LeaseServer {
  const leases = new Map<string, Stored<Lease>>();
  const log: string[] = [];
  let version = 0;

  const fail = (reason: ErrorReason, code: number): never => {
    throw new KubernetesError(`lease: ${reason}`, { reason, code });
  };
  const store = (name: string, lease: Lease): Stored<Lease> => {
    const { spec = {}, metadata } = lease;
    for (const time of [spec.acquireTime, spec.renewTime]) {
      if (time !== undefined && !microTime.test(time)) fail("BadRequest", 400);
    }
    if ((spec.leaseDurationSeconds ?? 1) <= 0) fail("Invalid", 422);
    if ((spec.leaseTransitions ?? 0) < 0) fail("Invalid", 422);
    version += 1;
    const stored: Stored<Lease> = {
      ...structuredClone(lease),
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      metadata: {
        ...metadata,
        name,
        uid: `uid-${name}`,
        creationTimestamp: "2026-01-01T00:00:00Z",
        resourceVersion: String(version),
      },
    };
    leases.set(name, stored);
    return stored;
  };
  const handle = (verb: "get" | "create" | "update", name: string, lease: Lease): Stored<Lease> => {
    const current = leases.get(name);
    if (verb === "create") return current === undefined ? store(name, lease) : fail("AlreadyExists", 409);
    if (current === undefined) return fail("NotFound", 404);
    if (verb === "get") return current;
    if (lease.metadata?.resourceVersion !== current.metadata.resourceVersion) return fail("Conflict", 409);
    return store(name, lease);
  };
  const answer = async (verb: "get" | "create" | "update", name: string, lease: Lease = {}): Promise<Stored<Lease>> => {
    try {
      const answered = structuredClone(handle(verb, name, lease));
      log.push(verb);
      return answered;
    } catch (error) {
      log.push(`${verb} ${(error as KubernetesError).reason}`);
      throw error;
    }
  };
  const client: LeaseClient = {
    get: (name) => answer("get", name),
    create: (lease) => answer("create", lease.metadata?.name ?? "", lease),
    update: (lease) => answer("update", lease.metadata.name, lease),
  };

  return {
    client: (faults = {}) => withFaults(client, faults),
    lease: (name = "demo") => leases.get(name),
    put(spec, name = "demo") {
      store(name, { ...leases.get(name), ...(spec === undefined ? {} : { spec }) });
    },
    remove: (name = "demo") => void leases.delete(name),
    log,
  };
}
