import { KubernetesError, type Stored } from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";
import type { Lease, LeaseClient } from "./lease-client.ts";
import { recordOf, type LeaseRecord } from "./lease-record.ts";
import { within } from "./within.ts";

/** The Lease of an election, read and written as records. Remembers the object it last got, to write on top of it. */
export interface LeaseLock {
  get(signal: AbortSignal): Promise<LeaseRecord>;
  create(record: LeaseRecord, signal: AbortSignal): Promise<void>;
  /** Writes on top of what was last read or written; a Conflict where somebody else has written since (C52). */
  update(record: LeaseRecord, signal: AbortSignal): Promise<void>;
}

export interface LeaseLockOptions {
  readonly leases: LeaseClient;
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Each request's deadline (F139). */
  readonly requestTimeoutMs: number;
  readonly clock: Clock;
}

/** Creates a {@link LeaseLock}. */
export function createLeaseLock({
  leases,
  name,
  namespace,
  labels,
  requestTimeoutMs,
  clock,
}: LeaseLockOptions): LeaseLock {
  let stored: Stored<Lease> | undefined;

  const request = (
    send: (options: { readonly signal: AbortSignal }) => Promise<Stored<Lease>>,
    outer: AbortSignal,
  ): Promise<Stored<Lease>> =>
    within(requestTimeoutMs, { clock, signal: outer, message: `no answer about lease ${name}` }, (signal) =>
      send({ signal }),
    );

  return {
    async get(signal) {
      stored = await request((options) => leases.get(name, options), signal);
      return recordOf(stored);
    },
    async create(record, signal) {
      const lease: Lease = {
        apiVersion: "coordination.k8s.io/v1",
        kind: "Lease",
        metadata: { name, ...(namespace && { namespace }), ...(labels && { labels: { ...labels } }) },
        spec: { ...record },
      };
      stored = await request((options) => leases.create(lease, options), signal);
    },
    async update(record, signal) {
      const before = stored;
      if (before === undefined) {
        throw new KubernetesError(`lease ${name} was never read`, { reason: "InvalidRequest" });
      }
      const { metadata } = before;
      const lease: Stored<Lease> = {
        ...before,
        metadata: { ...metadata, ...(labels && { labels: { ...metadata.labels, ...labels } }) },
        spec: { ...before.spec, ...record },
      };
      stored = await request((options) => leases.update(lease, options), signal);
    },
  };
}
