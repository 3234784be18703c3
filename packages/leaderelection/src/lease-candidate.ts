import { formatMicroTime, isNotFound, type KubernetesObject, type Stored, type WatchEvent } from "@kubets/apimachinery";
import { createBackoffManager, type Clock } from "@kubets/wait";

/** A `coordination.k8s.io/v1beta1` LeaseCandidate. Times are RFC 3339 with microseconds. */
export interface LeaseCandidate extends KubernetesObject {
  apiVersion?: "coordination.k8s.io/v1beta1";
  kind?: "LeaseCandidate";
  spec: {
    leaseName: string;
    binaryVersion: string;
    emulationVersion?: string;
    strategy: string;
    /** When the server asked whether the candidate is there. */
    pingTime?: string;
    /** When the candidate last said that it is. */
    renewTime?: string;
  };
}

/** All that is known of a client here; `client.resource(leaseCandidates).namespace(ns)` is one by shape. */
export interface LeaseCandidateClient {
  get(name: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<Stored<LeaseCandidate>>;
  create(
    candidate: LeaseCandidate,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Stored<LeaseCandidate>>;
  update(
    candidate: Stored<LeaseCandidate>,
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Stored<LeaseCandidate>>;
  watch(options: {
    readonly fieldSelector: string;
    readonly resourceVersion: string;
    readonly signal: AbortSignal;
  }): AsyncIterable<WatchEvent<Stored<LeaseCandidate>>>;
}

/** How often a candidate says that it is there without being asked. */
const renewIntervalMs = 300_000;

/** The candidate's object, and how it is kept. */
export interface LeaseCandidateOptions {
  readonly candidates: LeaseCandidateClient;
  readonly name: string;
  readonly namespace: string | undefined;
  readonly spec: LeaseCandidate["spec"];
  readonly clock: Clock;
  readonly random?: (() => number) | undefined;
  readonly onError: (error: unknown) => void;
}

/**
 * Keeps a candidate's object until the signal fires: creates it, and renews it when the server asks and every five minutes
 * (F141). Failures are reported and tried again, after 200 ms at first and 5 s at most. Never rejects. The object stays;
 * the server removes those that say nothing for long.
 */
export async function keepLeaseCandidate(options: LeaseCandidateOptions, signal: AbortSignal): Promise<void> {
  const { candidates, name, namespace, spec, clock, random, onError } = options;
  const backoff = createBackoffManager({
    initialMs: 200,
    factor: 2,
    jitter: 0.2,
    maxMs: 5000,
    resetMs: 60_000,
    clock,
    random,
  });
  const now = (): string => formatMicroTime(clock.now());

  const renew = (stored: Stored<LeaseCandidate>): Promise<Stored<LeaseCandidate>> =>
    candidates.update({ ...stored, spec: { ...stored.spec, renewTime: now() } }, { signal });

  const ensure = async (): Promise<Stored<LeaseCandidate>> => {
    try {
      return await renew(await candidates.get(name, { signal }));
    } catch (error) {
      if (!isNotFound(error)) throw error;
      const metadata = { name, ...(namespace && { namespace }) };
      return candidates.create({ metadata, spec: { ...spec, renewTime: now() } }, { signal });
    }
  };

  /** Answers the server's questions until the next renewal is due, the object is gone, or the server ends the watch. */
  const answer = async ({ metadata: { resourceVersion } }: Stored<LeaseCandidate>): Promise<void> => {
    const due = new AbortController();
    const timer = clock.setTimer(renewIntervalMs, () => due.abort());
    const either = AbortSignal.any([signal, due.signal]);
    try {
      const fieldSelector = `metadata.name=${name}`;
      for await (const event of candidates.watch({ fieldSelector, resourceVersion, signal: either })) {
        if (event.type === "DELETED") return;
        if (event.type !== "BOOKMARK" && isAsked(event.object)) await renew(event.object);
      }
    } catch (error) {
      if (!either.aborted) throw error;
    } finally {
      timer[Symbol.dispose]();
    }
  };

  while (!signal.aborted) {
    try {
      await answer(await ensure());
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
    await clock.sleep(backoff.next(), { signal }).catch(() => {});
  }
}

/** Texts of one format and length, which sort as their times do. */
function isAsked({ spec: { pingTime = "", renewTime = "" } }: Stored<LeaseCandidate>): boolean {
  return pingTime > renewTime;
}
