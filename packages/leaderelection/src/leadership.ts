import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";

/**
 * One term of leading. `signal` asks the work to end; `assertHeld` judges whether the lease still stands, without trusting
 * timers, which do not fire in a process that is stopped.
 */
export interface Leadership {
  readonly identity: string;
  /**
   * How often the leadership had changed hands when this term began. Higher for every later leader, as long as nobody
   * deletes the Lease.
   */
  readonly term: number;
  /**
   * Term and identity, such as `7/worker-a`: hand it to what the work writes to. A store that refuses a token with a lower
   * term than the last it saw keeps out a leader of the past, which no check on this side can promise.
   */
  readonly fencingToken: string;
  /**
   * Fires when the work should end: the election was asked to end, with that signal's reason; or the leadership is lost,
   * with a KubernetesError of reason `LeadershipLost`.
   */
  readonly signal: AbortSignal;
  /**
   * Throws a KubernetesError with reason `LeadershipLost` once the lease can no longer be proven held: the lease duration
   * has passed on this machine's monotonic clock since the last successful renewal was sent, or the term has ended. Call it
   * right before what must not happen twice.
   *
   * While it passes, no other candidate can pass its own, provided that the clocks of both run at the same rate and do not
   * stand still while a machine is suspended.
   */
  assertHeld(): void;
}

/** A {@link Leadership} from the side that grants it. */
export interface Term {
  readonly leadership: Leadership;
  /** Asks the work to end; the lease is still held. */
  wind(reason: unknown): void;
  /** Nothing is held any more. */
  end(error: KubernetesError): void;
}

export function createTerm({
  identity,
  term,
  isHeld,
}: {
  readonly identity: string;
  readonly term: number;
  readonly isHeld: () => boolean;
}): Term {
  const controller = new AbortController();
  let ended: KubernetesError | undefined;
  return {
    leadership: {
      identity,
      term,
      fencingToken: `${term}/${identity}`,
      signal: controller.signal,
      assertHeld() {
        if (ended !== undefined) throw ended;
        if (!isHeld()) throw leadershipLost(`${identity} did not renew its lease in time`);
      },
    },
    wind: (reason) => controller.abort(reason),
    end(error) {
      ended ??= error;
      controller.abort(ended);
    },
  };
}

export function leadershipLost(message: string, cause?: unknown): KubernetesError {
  return new KubernetesError(message, { reason: "LeadershipLost", cause });
}

/** The lease is not, or no longer, provably held by who asked. */
export function isLeadershipLost(error: unknown): error is KubernetesError {
  return isKubernetesError(error) && error.reason === "LeadershipLost";
}
