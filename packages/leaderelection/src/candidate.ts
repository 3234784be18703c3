import { formatMicroTime, isNotFound } from "@kubets/apimachinery";
import type { Clock } from "@kubets/wait";
import { leadershipLost } from "./leadership.ts";
import type { LeaseLock } from "./lease-lock.ts";
import { isSameRecord, type LeaseRecord } from "./lease-record.ts";

/**
 * What one candidate knows of the election, and its single steps. Times in the Lease are written for people and for other
 * candidates' comparison; they are never compared with a clock. Only what was seen to change, and when this machine's
 * monotonic clock saw it, counts (C51).
 */
export interface Candidate {
  /** The record last seen or written; undefined before anything was seen. */
  readonly record: LeaseRecord | undefined;
  /** Until when, on the monotonic clock, no other candidate can have taken the lease over. */
  readonly heldUntil: number;
  /** When the record was last seen to change. */
  readonly observedAt: number;
  /**
   * One try to get or keep the lease; false where another holds it. Throws where a request fails, and, while a term is
   * held, a LeadershipLost where the Lease says that it has ended: it is never won back as if nothing had happened.
   */
  tryAcquireOrRenew(signal: AbortSignal): Promise<boolean>;
  /** One try to give the lease free; does nothing where it belongs to another (C56). */
  tryRelease(signal: AbortSignal): Promise<void>;
  /** Ends the term that was held. */
  drop(): void;
}

/** What a candidate is made of. */
export interface CandidateOptions {
  readonly lock: LeaseLock;
  readonly identity: string;
  readonly leaseDurationMs: number;
  /** The server elects: the Lease is never created or taken, only renewed where the server granted it (F141, C59). */
  readonly coordinated?: boolean | undefined;
  readonly clock: Clock;
  readonly onSlowPath: () => void;
  readonly onError: (error: unknown) => void;
}

/** Creates a {@link Candidate}. */
export function createCandidate({
  lock,
  identity,
  leaseDurationMs,
  coordinated = false,
  clock,
  onSlowPath,
  onError,
}: CandidateOptions): Candidate {
  let record: LeaseRecord | undefined;
  let observedAt = -Infinity;
  let heldUntil = -Infinity;
  /** The transitions of the term that is held. */
  let heldTerm: number | undefined;

  const observe = (seen: LeaseRecord): void => {
    record = seen;
    observedAt = clock.monotonicNow();
  };
  /** Reads the Lease. What is known and what the next write goes on top of are always one and the same. */
  const read = async (signal: AbortSignal): Promise<LeaseRecord> => {
    const seen = await lock.get(signal);
    if (record === undefined || !isSameRecord(record, seen)) observe(seen);
    return seen;
  };
  const isHolder = (): boolean => record?.holderIdentity === identity;
  /** Whether the holder, be it who it may, has to be left alone at `now` (C51). */
  const isValid = (now: number): boolean =>
    record !== undefined && observedAt + record.leaseDurationSeconds * 1000 > now;

  return {
    get record() {
      return record;
    },
    get heldUntil() {
      return heldUntil;
    },
    get observedAt() {
      return observedAt;
    },

    async tryAcquireOrRenew(signal) {
      const startedAt = clock.monotonicNow();
      const now = formatMicroTime(clock.now());
      const own = {
        holderIdentity: identity,
        leaseDurationSeconds: leaseDurationMs / 1000,
        acquireTime: now,
        renewTime: now,
        leaseTransitions: 0,
      };
      const won = (written: LeaseRecord): true => {
        observe(written);
        // From before the request was sent: whoever saw this renewal saw it later than that.
        heldUntil = startedAt + leaseDurationMs;
        heldTerm = written.leaseTransitions;
        return true;
      };
      /** As a renewal it keeps since when and how often; as a change of hands it counts one more (C53). */
      const following = (before: LeaseRecord): LeaseRecord => {
        const { acquireTime, leaseTransitions } = before;
        // A server that elects clears the time and leaves the count to who is elected.
        if (!isHolder() || (coordinated && acquireTime === ""))
          return { ...own, leaseTransitions: leaseTransitions + 1 };
        return { ...own, acquireTime: acquireTime || now, leaseTransitions };
      };

      // A server that elects writes too: what it wrote has to be read.
      if (!coordinated && record !== undefined && heldTerm !== undefined && isValid(startedAt)) {
        const renewed = following(record);
        try {
          await lock.update(renewed, signal);
          return won(renewed);
        } catch (error) {
          signal.throwIfAborted();
          onError(error);
        }
      }

      const seen = await read(signal).catch((error: unknown) => {
        if (isNotFound(error)) return undefined;
        throw error;
      });
      if (seen === undefined) {
        if (coordinated) {
          if (heldTerm !== undefined) throw leadershipLost(`the lease that ${identity} held is gone`);
          return false;
        }
        // Somebody deleted it: who leads goes on with its term, so that fencing tokens do not start anew.
        const first = record !== undefined && heldTerm !== undefined ? following(record) : own;
        await lock.create(first, signal);
        return won(first);
      }
      if (heldTerm !== undefined && (seen.holderIdentity !== identity || seen.leaseTransitions !== heldTerm)) {
        throw leadershipLost(`${identity} does not lead any more, but ${seen.holderIdentity || "nobody"}`);
      }
      if (coordinated && seen.preferredHolder !== undefined && isHolder()) {
        if (heldTerm !== undefined) throw leadershipLost(`${identity} is to make way for ${seen.preferredHolder}`);
        return false;
      }
      if (!isHolder() && (coordinated || (seen.holderIdentity !== "" && isValid(startedAt)))) return false;

      if (isHolder()) onSlowPath();
      const written = following(seen);
      await lock.update(written, signal);
      return won(written);
    },

    async tryRelease(signal) {
      const term = record?.leaseTransitions;
      const seen = await read(signal);
      if (seen.holderIdentity !== identity || seen.leaseTransitions !== term) return;
      const now = formatMicroTime(clock.now());
      const free = { ...seen, holderIdentity: "", leaseDurationSeconds: 1, acquireTime: now, renewTime: now };
      await lock.update(free, signal);
      observe(free);
    },

    drop() {
      heldUntil = -Infinity;
      heldTerm = undefined;
    },
  };
}
