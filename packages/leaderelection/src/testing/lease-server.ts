import { KubernetesError, type ErrorReason, type Stored } from "@kubets/apimachinery";
import type { Lease, LeaseClient } from "../lease-client.ts";

/** A request as a fault sees it. */
export interface LeaseRequest {
  readonly verb: "get" | "create" | "update";
  readonly lease: Lease | undefined;
  readonly signal: AbortSignal | undefined;
}

/** What happens to a client's requests on their way; what it throws, the client gets. */
export interface Faults {
  /** Before the server sees a request. */
  before?(request: LeaseRequest): Promise<void> | void;
  /** After the server has done it and before the client learns of it. */
  after?(request: LeaseRequest): Promise<void> | void;
}

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
  const handle = (verb: LeaseRequest["verb"], name: string, lease: Lease): Stored<Lease> => {
    const current = leases.get(name);
    if (verb === "create") return current === undefined ? store(name, lease) : fail("AlreadyExists", 409);
    if (current === undefined) return fail("NotFound", 404);
    if (verb === "get") return current;
    if (lease.metadata?.resourceVersion !== current.metadata.resourceVersion) return fail("Conflict", 409);
    return store(name, lease);
  };

  return {
    client(faults = {}) {
      const send = async (
        verb: LeaseRequest["verb"],
        name: string,
        lease: Lease | undefined,
        signal: AbortSignal | undefined,
      ): Promise<Stored<Lease>> => {
        const request = { verb, lease: structuredClone(lease), signal };
        await faults.before?.(request);
        let answer: Stored<Lease>;
        try {
          answer = structuredClone(handle(verb, name, request.lease ?? {}));
          log.push(verb);
        } catch (error) {
          log.push(`${verb} ${(error as KubernetesError).reason}`);
          throw error;
        } finally {
          await faults.after?.(request);
        }
        return answer;
      };
      return {
        get: (name, options) => send("get", name, undefined, options?.signal),
        create: (lease, options) => send("create", lease.metadata?.name ?? "", lease, options?.signal),
        update: (lease, options) => send("update", lease.metadata.name, lease, options?.signal),
      };
    },
    lease: (name = "demo") => leases.get(name),
    put(spec, name = "demo") {
      store(name, { ...leases.get(name), ...(spec === undefined ? {} : { spec }) });
    },
    remove: (name = "demo") => void leases.delete(name),
    log,
  };
}
