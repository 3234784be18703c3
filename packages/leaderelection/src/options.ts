import { KubernetesError } from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";
import type { LeaseClient } from "./lease-client.ts";

/** The longest wait between two tries is a random time up to so many retry periods longer (F134). */
export const jitterFactor = 1.2;

/** Who is elected, on which Lease, and how patient everyone is. All candidates should use the same durations. */
export interface LeaderElectorOptions {
  /** Reads and writes the Lease; a client of the resource `leases` in one namespace is one. */
  readonly leases: LeaseClient;
  /** Name of the Lease: the election. */
  readonly name: string;
  /** Written into a Lease that has to be created. Default: where the client puts it. */
  readonly namespace?: string | undefined;
  /** Who this candidate is. Must be unique among all candidates: two with one identity would both lead (C58). */
  readonly identity: string;
  /**
   * How long others leave a leader alone that gives no sign of life, and how long a leader may believe in its leadership
   * without renewing it. Whole seconds, as the Lease holds them. Default 15 000.
   */
  readonly leaseDurationMs?: number | undefined;
  /** How long a leader tries to renew before it gives up. Default 10 000. */
  readonly renewDeadlineMs?: number | undefined;
  /** How long to wait between two tries. Default 2000. */
  readonly retryPeriodMs?: number | undefined;
  /**
   * Whether a leader that ends gives the Lease free, so that another takes over at once instead of after
   * `leaseDurationMs`. Happens after the work that `onStartedLeading` stands for has ended. Default true.
   */
  readonly releaseOnCancel?: boolean | undefined;
  /** Labels that the Lease is to have, beside those it has (F138). */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Told of every request that failed and of what callbacks throw; the election goes on. Default: nobody is. */
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly metrics?: LeaderElectionMetrics | undefined;
  readonly clock?: Clock | undefined;
  /** Numbers from 0 up to but not including 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Where an election's numbers go (F140). */
export interface LeaderElectionMetrics {
  /** 1 while this candidate leads, else 0. */
  readonly leading: { set(value: 0 | 1): void };
  /** Renewals that had to read the Lease first, because writing on top of what was known failed. */
  readonly slowPath: { inc(): void };
}

/** The durations of an election, checked. */
export interface Durations {
  readonly leaseDurationMs: number;
  readonly renewDeadlineMs: number;
  readonly retryPeriodMs: number;
}

/**
 * The durations with their defaults. Throws a KubernetesError with reason `Configuration` where an election with these
 * options could have two leaders, or none for long (F133).
 */
export function checkOptions(options: LeaderElectorOptions): Durations {
  const { leaseDurationMs = 15_000, renewDeadlineMs = 10_000, retryPeriodMs = 2000 } = options;
  checkText("identity", options.identity);
  checkText("name", options.name);
  check(retryPeriodMs > 0, "retryPeriodMs must be more than 0");
  check(
    renewDeadlineMs > retryPeriodMs * jitterFactor,
    `renewDeadlineMs must be more than ${jitterFactor} retry periods`,
  );
  check(leaseDurationMs > renewDeadlineMs, "leaseDurationMs must be more than renewDeadlineMs");
  const seconds = leaseDurationMs / 1000;
  check(Number.isInteger(seconds) && seconds < 2 ** 31, "leaseDurationMs must be whole seconds, as a Lease holds them");
  return { leaseDurationMs, renewDeadlineMs, retryPeriodMs };
}

/** Throws where a tolerance would make every leader healthy, or none. */
export function checkTolerance(toleranceMs: number): void {
  check(toleranceMs >= 0 && toleranceMs < Infinity, "toleranceMs must be 0 or more, and finite");
}

/** Throws where a text that has to say something says nothing. */
export function checkText(name: string, value: string): void {
  check(Boolean(value), `${name} must not be empty`);
}

function check(holds: boolean, rule: string): void {
  if (!holds) throw new KubernetesError(`leader election: ${rule}`, { reason: "Configuration" });
}
