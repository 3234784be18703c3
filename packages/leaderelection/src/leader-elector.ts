import { isConflict, isNotFound, KubernetesError } from "@kubets/apimachinery";
import { createBackoff, jitter, realClock } from "@kubets/wait";
import { createCandidate } from "./candidate.ts";
import { createTerm, isLeadershipLost, leadershipLost, type Leadership } from "./leadership.ts";
import { createLeaseLock } from "./lease-lock.ts";
import { checkOptions, checkTolerance, jitterFactor, type LeaderElectorOptions } from "./options.ts";
import { whenAborted } from "./when-aborted.ts";
import { within } from "./within.ts";

/** What to do with the leadership. */
export interface LeaderElectionRun {
  /** Ends the election: a leader is asked to end its work, renews until it has, and then lets go. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The work of the leader. Its promise stands for the work: the lease is given free only when it has settled. If it
   * resolves early, leading goes on; if it rejects, the leadership ends and `run` rejects with the same error.
   */
  readonly onStartedLeading: (leadership: Leadership) => Promise<void> | void;
  /** Called when the candidate stops, also where it never led (F136). At once when the leadership is lost. */
  readonly onStoppedLeading?: (() => void) | undefined;
  /** Told of every new leader that is seen, this candidate too. In a task of its own (C57). */
  readonly onNewLeader?: ((identity: string) => void) | undefined;
}

/** A candidate of an election on a Lease. */
export interface LeaderElector extends AsyncDisposable {
  /**
   * Waits to become the leader, leads, and resolves when that has ended and the work with it: after the signal fired, or
   * after the leadership was lost. It does not stand again by itself (C54). Rejects with what the work or
   * `onStoppedLeading` throws.
   */
  run(run: LeaderElectionRun): Promise<void>;
  /** Who was last seen to lead; may be out of date. Undefined where nobody was. */
  readonly leader: string | undefined;
  /** Whether this candidate provably leads at this moment: what `assertHeld` judges by. */
  isLeading(): boolean;
  /**
   * False where this candidate should be leading but has not renewed for the lease duration and `toleranceMs` more: its
   * process is stuck and better restarted (F140). Default tolerance 0; throws on one that is negative, NaN or infinite.
   */
  isHealthy(options?: { readonly toleranceMs?: number | undefined }): boolean;
  /** Ends a run as its signal does, and waits for its end. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Creates a {@link LeaderElector}. Does nothing before `run`. Throws a KubernetesError with reason `Configuration` on
 * durations that do not fit together (F133).
 */
export function createLeaderElector(options: LeaderElectorOptions): LeaderElector {
  return electorOf(options);
}

/**
 * What all electors have in common. Given `stand`, the server elects: it keeps the candidate known to the server until its
 * signal fires, and never rejects.
 */
export function electorOf(
  options: LeaderElectorOptions,
  stand?: (signal: AbortSignal) => Promise<void>,
): LeaderElector {
  const { leaseDurationMs, renewDeadlineMs, retryPeriodMs } = checkOptions(options);
  const { identity, releaseOnCancel = true, onError = () => {}, metrics, clock = realClock, random } = options;
  const lock = createLeaseLock({ ...options, requestTimeoutMs: Math.max(1000, renewDeadlineMs / 2), clock });
  const onSlowPath = (): void => metrics?.slowPath.inc();
  const coordinated = stand !== undefined;
  const candidate = createCandidate({ lock, identity, leaseDurationMs, coordinated, clock, onSlowPath, onError });

  let running: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;
  let leading = false;
  let reported: string | undefined;

  const isHeld = (): boolean => leading && clock.monotonicNow() < candidate.heldUntil;

  const setLeading = (value: boolean): void => {
    leading = value;
    if (!value) candidate.drop();
    metrics?.leading.set(value ? 1 : 0);
  };

  /** One try, whose failures are reported and count as no; only the loss of a term is thrown. */
  const attempt = async (signal: AbortSignal, { onNewLeader }: LeaderElectionRun): Promise<boolean> => {
    try {
      return await candidate.tryAcquireOrRenew(signal);
    } catch (error) {
      if (isLeadershipLost(error)) throw error;
      if (!signal.aborted) onError(error);
      return false;
    } finally {
      const holder = candidate.record?.holderIdentity;
      if (holder !== reported) {
        reported = holder;
        if (holder && onNewLeader) void Promise.resolve(holder).then(onNewLeader).catch(onError);
      }
    }
  };

  /** Tries until the lease is won; false where the signal fires before (F134). */
  const acquire = async (signal: AbortSignal, run: LeaderElectionRun): Promise<boolean> => {
    while (!signal.aborted) {
      if (await attempt(signal, run)) return true;
      await clock.sleep(jitter(retryPeriodMs, jitterFactor, random), { signal }).catch(() => {});
    }
    return false;
  };

  /** Renews until the signal fires, or gives the loss when it can no longer be done in time (F135). */
  const renew = async (signal: AbortSignal, run: LeaderElectionRun): Promise<KubernetesError | undefined> => {
    const now = (): number => clock.monotonicNow();
    const message = "the lease was not renewed";
    try {
      for (;;) {
        // Never longer than the lease itself, however slowly the last answer came.
        const limitMs = Math.min(renewDeadlineMs, candidate.heldUntil - now());
        await within(limitMs, { clock, signal, message }, async (limited) => {
          for (let startedAt = now(); !(await attempt(limited, run)); startedAt = now()) {
            await clock.sleep(startedAt + retryPeriodMs - now(), { signal: limited });
          }
        });
        await clock.sleep(Math.min(retryPeriodMs, candidate.heldUntil - now()), { signal });
      }
    } catch (error) {
      if (signal.aborted) return undefined;
      return isLeadershipLost(error) ? error : leadershipLost(`${identity} could not renew its lease in time`, error);
    }
  };

  /** Gives the lease free; who wrote in between is read again (C56). A failure leaves it to run out by itself. */
  const release = async (): Promise<void> => {
    const backoff = createBackoff({ initialMs: 10, factor: 2, maxMs: retryPeriodMs });
    const message = "the lease was not given free";
    try {
      await within(renewDeadlineMs, { clock, message }, async (signal) => {
        for (let free = false; !free;) {
          free = await candidate.tryRelease(signal).then(() => true, throwUnlessConflict);
          if (!free) await clock.sleep(backoff.next(), { signal });
        }
      });
    } catch (error) {
      if (!isNotFound(error)) onError(error);
    }
  };

  const lead = async (stop: AbortSignal, run: LeaderElectionRun): Promise<void> => {
    setLeading(true);
    const term = createTerm({ identity, term: candidate.record?.leaseTransitions ?? 0, isHeld });
    let failure: { readonly error: unknown } | undefined;
    const finish = new AbortController();

    const work = (async () => run.onStartedLeading(term.leadership))();
    const workEnded = work.catch((error: unknown) => {
      failure = { error };
      finish.abort();
    });
    const forget = whenAborted(stop, () => {
      term.wind(stop.reason);
      // Renewed until the work has ended, so that nobody takes over from under it.
      void workEnded.then(() => finish.abort());
    });

    const lost = await renew(finish.signal, run);
    forget();
    setLeading(false);
    term.end(lost ?? leadershipLost(`${identity} has stopped leading`));
    try {
      if (lost !== undefined) run.onStoppedLeading?.();
    } finally {
      await workEnded;
      if (releaseOnCancel) await release();
    }
    if (lost === undefined) run.onStoppedLeading?.();
    if (failure !== undefined) throw failure.error;
  };

  const elect = async (stop: AbortSignal, run: LeaderElectionRun): Promise<void> => {
    setLeading(false);
    const leaving = new AbortController();
    const standing = stand?.(leaving.signal);
    try {
      if (await acquire(stop, run)) await lead(stop, run);
      else run.onStoppedLeading?.();
    } finally {
      leaving.abort();
      await standing;
    }
  };

  return {
    async run(run) {
      if (running !== undefined) {
        throw new KubernetesError(`${identity} is standing for election already`, { reason: "Configuration" });
      }
      const stop = new AbortController();
      const { signal } = run;
      const forget = whenAborted(signal, () => stop.abort(signal?.reason));
      const ended = elect(stop.signal, run);
      running = { stop, ended };
      try {
        await ended;
      } finally {
        running = undefined;
        forget();
      }
    },
    get leader() {
      return candidate.record?.holderIdentity || undefined;
    },
    isLeading: isHeld,
    isHealthy({ toleranceMs = 0 } = {}) {
      checkTolerance(toleranceMs);
      return !leading || clock.monotonicNow() - candidate.observedAt <= leaseDurationMs + toleranceMs;
    },
    async [Symbol.asyncDispose]() {
      running?.stop.abort(new KubernetesError(`the election of ${identity} was disposed`, { reason: "Aborted" }));
      await running?.ended.catch(() => {});
    },
  };
}

/** Somebody else wrote at the same time, which can be tried again: false. */
function throwUnlessConflict(error: unknown): false {
  if (isConflict(error)) return false;
  throw error;
}
