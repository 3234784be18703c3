import type { InformerPhase, StatusTracker, TrackedStatus } from "./informer-status.ts";
import { isOlder } from "./resource-version.ts";

/** The first of these that any part is in is the phase of the whole: what is in the way comes first. */
const phases: readonly InformerPhase[] = ["backingOff", "listing", "idle", "stalled", "watching", "stopped"];

/**
 * Trackers for the parts of an informer that reads several namespaces, each of which tells the whole. A single part is the
 * whole itself.
 */
export function createPartTrackers(whole: StatusTracker, count: number): StatusTracker[] {
  if (count === 1) return [whole];
  const states: TrackedStatus[] = Array.from({ length: count }, () => whole.snapshot());
  return states.map((_, index) => ({
    ...whole,
    snapshot: () => states[index] ?? whole.snapshot(),
    update(change) {
      states[index] = { ...(states[index] ?? whole.snapshot()), ...change };
      whole.update(states.reduce(joined));
    },
  }));
}

/** What can be said of both parts: counts add up, and together they are as far and as fresh as the one that is behind. */
function joined(a: TrackedStatus, b: TrackedStatus): TrackedStatus {
  return {
    phase: phases.find((phase) => phase === a.phase || phase === b.phase) ?? "idle",
    synced: a.synced && b.synced,
    resourceVersion:
      b.resourceVersion === "" || isOlder(b.resourceVersion, a.resourceVersion) ? b.resourceVersion : a.resourceVersion,
    resourceVersionAt: bothOf(a.resourceVersionAt, b.resourceVersionAt),
    events: a.events + b.events,
    lastEventAt: anyOf(Math.max, a.lastEventAt, b.lastEventAt),
    lastBookmarkAt: bothOf(a.lastBookmarkAt, b.lastBookmarkAt),
    reconnects: a.reconnects + b.reconnects,
    relists: a.relists + b.relists,
    error: a.error ?? b.error,
    retryAt: anyOf(Math.min, a.retryAt, b.retryAt),
  };
}

type Time = number | undefined;

/** Since when something has been so of both. */
function bothOf(a: Time, b: Time): Time {
  return a === undefined || b === undefined ? undefined : Math.min(a, b);
}

/** The one of the two that counts, where there are two. */
function anyOf(choose: (a: number, b: number) => number, a: Time, b: Time): Time {
  return a === undefined || b === undefined ? (a ?? b) : choose(a, b);
}
