import { createClient, type Client } from "@kubets/client-node";
import { leases } from "@kubets/kubernetes/coordination/v1";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";
import { Election, type Candidate } from "./processes/election.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
});
afterAll(() => backend[Symbol.asyncDispose]());

/** Runs an election of three processes in a namespace of its own. */
async function withThree(
  use: (election: Election, candidates: readonly Candidate[], client: Client) => Promise<void>,
): Promise<void> {
  await using client = await createClient({ kubeconfig: backend.kubeconfig, qps: -1 });
  const namespace = await createNamespace(client);
  const options = { kubeconfig: backend.kubeconfig ?? "", namespace, server: client.server };
  await using election = new Election(options);
  await use(election, await Promise.all(["a", "b", "c"].map((identity) => election.stand(identity))), client);
  election.expectNoOverlap();
}

it("follows a killed leader, and a stopped one cannot pass assertHeld when it goes on (C51, C54, F133–F136)", async () => {
  await withThree(async (election, candidates, client) => {
    const first = await election.nextTerm(0);
    expect(await Promise.all(candidates.map((candidate) => candidate.holds()))).toEqual(
      candidates.map((candidate) => candidate === first.leader),
    );

    // A crash leaves the lease held; the others wait until it has run out.
    await first.leader.kill();
    const second = await election.nextTerm();
    expect(second.term).toBe(first.term + 1);

    // A leader that is stopped believes in its term when it goes on, as far as it can know; the guard does not.
    second.leader.signal("SIGSTOP");
    const third = await election.nextTerm();
    expect(third.term).toBe(second.term + 1);
    second.leader.signal("SIGCONT");
    expect(await second.leader.holds()).toBe(false);
    expect(await third.leader.holds()).toBe(true);
    const { spec } = await client.resource(leases).namespace(election.options.namespace).get("processes");
    expect(spec).toMatchObject({ holderIdentity: third.leader.identity, leaseTransitions: third.term });

    // One that ends in order hands over at once, to who was stopped before.
    third.leader.signal("SIGTERM");
    const fourth = await election.nextTerm();
    expect([fourth.leader.identity, fourth.term > third.term]).toEqual([second.leader.identity, true]);
    expect(await fourth.leader.holds()).toBe(true);
  });
}, 300_000);

it.each<readonly [string, (leader: Candidate) => void]>([
  ["nothing gets through any more", ({ proxy }) => proxy.stall()],
  [
    "every connection is refused",
    ({ proxy }) => {
      proxy.refuse();
      proxy.reset();
    },
  ],
  ["its renewals arrive and their answers do not", ({ proxy }) => proxy.stallAnswers()],
])(
  "follows a leader that is cut off, whose own guard is shut before: %s (C51, C54, F134, F135)",
  async (_, cut) => {
    await withThree(async (election, candidates) => {
      const first = await election.nextTerm(0);
      cut(first.leader);
      const second = await election.nextTerm();
      expect(second.leader).not.toBe(first.leader);
      expect([await first.leader.holds(), await second.leader.holds()]).toEqual([false, true]);

      // Connected again, it stands as everyone does, and its term does not come back.
      first.leader.proxy.flow();
      const other = candidates.find((candidate) => candidate !== first.leader && candidate !== second.leader);
      await other?.kill();
      second.leader.signal("SIGTERM");
      const third = await election.nextTerm();
      expect(third).toEqual({ leader: first.leader, term: second.term + 1 });
      expect(await third.leader.holds()).toBe(true);
    });
  },
  300_000,
);
