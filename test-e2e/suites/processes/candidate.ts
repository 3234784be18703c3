// One candidate of an election as a process: `candidate.ts NAMESPACE IDENTITY`. Says `leads TOKEN` when it leads. Asked
// `assert`, it says `held` or `lost`, for every term that it was ever granted.
import { createClient } from "@kubets/client-node";
import { leases } from "@kubets/kubernetes/coordination/v1";
import { createLeaderElector, type Leadership } from "@kubets/leaderelection";

const [namespace = "default", identity = ""] = process.argv.slice(2);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
// It never outlives what started it.
process.once("disconnect", () => stop.abort());

const terms: Leadership[] = [];
const isHeld = (leadership: Leadership): boolean => {
  try {
    leadership.assertHeld();
    return true;
  } catch {
    return false;
  }
};
process.on("message", () => process.send?.(terms.some(isHeld) ? "held" : "lost"));

{
  await using client = await createClient({ qps: -1 });
  const elector = createLeaderElector({
    leases: client.resource(leases).namespace(namespace),
    namespace,
    name: "processes",
    identity,
    leaseDurationMs: 3000,
    renewDeadlineMs: 2000,
    retryPeriodMs: 200,
  });
  while (!stop.signal.aborted) {
    await elector.run({
      signal: stop.signal,
      onStartedLeading: async (leadership) => {
        terms.push(leadership);
        process.send?.(`leads ${leadership.fencingToken}`);
        await new Promise((resolve) => leadership.signal.addEventListener("abort", resolve, { once: true }));
      },
    });
  }
}
if (process.connected) process.disconnect();
