// One candidate of an election as a process: `candidate.ts NAMESPACE IDENTITY [SERVER]`. Says `{ leads: TERM }` when it
// leads, and `{ held: TERM, at: TIME }` again and again while that term passes `assertHeld`; TIME is the machine's monotonic
// clock in milliseconds, which all processes share. Asked anything, it says `{ holds: BOOLEAN }`: for any term it ever had.
import { createClient } from "@kubets/client-node";
import { leases } from "@kubets/kubernetes/coordination/v1";
import { createLeaderElector, type Leadership } from "@kubets/leaderelection";

/** What a candidate says. */
export type Report =
  | { readonly leads: number }
  | { readonly held: number; readonly at: number }
  | { readonly holds: boolean };

const [namespace = "default", identity = "", server] = process.argv.slice(2);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
// It never outlives what started it.
process.once("disconnect", () => stop.abort());

const terms: Leadership[] = [];
const report = (said: Report): void => void (process.connected && process.send?.(said));
const isHeld = (leadership: Leadership): boolean => {
  try {
    leadership.assertHeld();
    return true;
  } catch {
    return false;
  }
};
const lookAtTerms = (): void => {
  for (const leadership of terms) {
    // What it would write, it would write after this moment.
    if (isHeld(leadership)) report({ held: leadership.term, at: Number(process.hrtime.bigint()) / 1e6 });
  }
};
const looking = setInterval(lookAtTerms, 5);
process.on("message", () => report({ holds: terms.some(isHeld) }));

{
  await using client = await createClient({ qps: -1, server });
  const elector = createLeaderElector({
    leases: client.resource(leases).namespace(namespace),
    namespace,
    name: "processes",
    identity,
    // Long enough for a leader on a machine that does much else: whoever loses a lease here is made to.
    leaseDurationMs: 8000,
    renewDeadlineMs: 6000,
    retryPeriodMs: 200,
  });
  while (!stop.signal.aborted) {
    await elector.run({
      signal: stop.signal,
      onStartedLeading: async (leadership) => {
        terms.push(leadership);
        report({ leads: leadership.term });
        await new Promise((resolve) => leadership.signal.addEventListener("abort", resolve, { once: true }));
      },
    });
  }
}
clearInterval(looking);
if (process.connected) process.disconnect();
