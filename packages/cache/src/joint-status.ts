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
      whole.update(joined(states));
    },
  }));
}

/** What can be said of all parts: counts add up, and the whole is as far and as fresh as its last part. */
function joined(parts: readonly TrackedStatus[]): TrackedStatus {
  const sum = (count: (part: TrackedStatus) => number): number => parts.reduce((total, part) => total + count(part), 0);
  const least = (time: (part: TrackedStatus) => number | undefined): number | undefined => {
    const times = parts.map(time);
    return times.includes(undefined) ? undefined : Math.min(...(times as number[]));
  };
  const lastEvents = parts.flatMap(({ lastEventAt }) => lastEventAt ?? []);
  const retries = parts.flatMap(({ retryAt }) => retryAt ?? []);
  return {
    phase: phases.find((phase) => parts.some((part) => part.phase === phase)) ?? "idle",
    synced: parts.every(({ synced }) => synced),
    resourceVersion: parts
      .map(({ resourceVersion }) => resourceVersion)
      .reduce((oldest, version) => (version === "" || isOlder(version, oldest) ? version : oldest)),
    resourceVersionAt: least(({ resourceVersionAt }) => resourceVersionAt),
    events: sum(({ events }) => events),
    lastEventAt: lastEvents.length > 0 ? Math.max(...lastEvents) : undefined,
    lastBookmarkAt: least(({ lastBookmarkAt }) => lastBookmarkAt),
    reconnects: sum(({ reconnects }) => reconnects),
    relists: sum(({ relists }) => relists),
    error: parts.find(({ error }) => error)?.error,
    retryAt: retries.length > 0 ? Math.min(...retries) : undefined,
  };
}
