import type { Lease } from "./lease-client.ts";

/** What a Lease says about its election, with every field there (F138). */
export interface LeaseRecord {
  /** Empty where nobody leads. */
  readonly holderIdentity: string;
  readonly leaseDurationSeconds: number;
  /** RFC 3339 with microseconds; empty where it was never set. */
  readonly acquireTime: string;
  readonly renewTime: string;
  /** How often the leadership has changed hands. */
  readonly leaseTransitions: number;
  /** Whom a server that elects would rather see lead: the holder's term is to end (C59). */
  readonly preferredHolder?: string;
}

/** What a Lease says that says nothing. */
const unset = { holderIdentity: "", leaseDurationSeconds: 0, acquireTime: "", renewTime: "", leaseTransitions: 0 };
const fields = Object.keys(unset) as (keyof typeof unset)[];

/** The record of a Lease; what it does not say is empty or 0. */
export function recordOf({ spec = {} }: Lease): LeaseRecord {
  const said = fields.map((field) => [field, spec[field] ?? unset[field]]);
  const { preferredHolder } = spec;
  return { ...(Object.fromEntries(said) as typeof unset), ...(preferredHolder && { preferredHolder }) };
}

/**
 * Whether two records are the same, down to the microsecond: a difference is the holder's sign of life (C53). client-go
 * compares whole seconds, which overlooks renewals that follow each other within one.
 */
export function isSameRecord(a: LeaseRecord, b: LeaseRecord): boolean {
  return fields.every((field) => a[field] === b[field]);
}
