// Stands for election, leads for a moment, and hands the lease over to a second candidate.
import { createClient } from "@kubets/client-node";
import { leases } from "@kubets/kubernetes/coordination/v1";
import { createLeaderElector } from "@kubets/leaderelection";

await using client = await createClient();
const lease = client.resource(leases).namespace(client.namespace);
const name = `example-${Date.now().toString(36)}`;

/** One candidate, which leads for as long as `work` takes. In a real program each is a process of its own. */
async function stand(identity: string, work: () => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const elector = createLeaderElector({
    leases: lease,
    name,
    identity,
    leaseDurationMs: 3000,
    renewDeadlineMs: 2000,
    retryPeriodMs: 200,
    onError: (error) => console.log(identity, "tries again:", error instanceof Error ? error.message : error),
  });
  await elector.run({
    signal: stop.signal,
    onStartedLeading: async (leadership) => {
      console.log(identity, "leads with the token", leadership.fencingToken);
      await work();
      leadership.assertHeld(); // right before what must not happen twice
      stop.abort();
    },
    onStoppedLeading: () => console.log(identity, "has stopped"),
  });
}

const begun = Promise.withResolvers<void>();
const first = stand("first", async () => begun.resolve());
await begun.promise;
await Promise.all([first, stand("second", async () => {})]);
await lease.delete(name);
