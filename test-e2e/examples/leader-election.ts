// Three processes stand for election on one Lease. Each leads for a moment, does what must not happen twice, and hands over.
import { fork } from "node:child_process";
import { once } from "node:events";
import { createClient } from "@kubets/client-node";
import { leases } from "@kubets/kubernetes/coordination/v1";
import { createLeaderElector } from "@kubets/leaderelection";

await using client = await createClient();
const lease = client.resource(leases).namespace(client.namespace);
const [name, identity] = process.argv.slice(2);
if (name !== undefined && identity !== undefined) await stand(name, identity);
else await startThree(`example-${Date.now().toString(36)}`);

/** What each of the processes does. */
async function stand(name: string, identity: string): Promise<void> {
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
      leadership.assertHeld(); // right before what must not happen twice
      await lease.patch(name, { type: "merge", value: { metadata: { annotations: { [identity]: "was here" } } } });
      stop.abort();
    },
    onStoppedLeading: () => console.log(identity, "has stopped"),
  });
}

/** In a cluster each would be a pod, with the pod's name for its identity. */
async function startThree(name: string): Promise<void> {
  const processes = ["first", "second", "third"].map((each) => fork(import.meta.filename, [name, each]));
  const codes = await Promise.all(processes.map(async (each): Promise<unknown[]> => once(each, "exit")));
  if (codes.some(([code]) => code !== 0)) throw new Error("a candidate has failed");
  const { metadata, spec } = await lease.get(name);
  console.log("all have led:", Object.keys(metadata.annotations ?? {}).join(", "), "- terms:", spec?.leaseTransitions);
  await lease.delete(name);
}
