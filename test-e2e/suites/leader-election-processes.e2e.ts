import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { DynamicClient } from "@kubets/dynamic";
import { leases } from "@kubets/kubernetes/coordination/v1";
import { afterAll, beforeAll, expect, inject, it, vi } from "vitest";
import { createNamespace, startBackend, type Backend } from "../backends/index.ts";

let backend: Backend;
let client: DynamicClient;
let namespace: string;
const processes: Candidate[] = [];
/** Every term in the order in which it was heard of. */
const terms: { readonly leader: Candidate; readonly term: number }[] = [];

beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
  namespace = await createNamespace(client);
});
afterAll(async () => {
  await Promise.all(processes.map((candidate) => candidate.kill()));
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
});

/** A candidate in a process of its own. */
class Candidate {
  readonly identity: string;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #answers: ((held: boolean) => void)[] = [];

  constructor(identity: string) {
    this.identity = identity;
    const env = { ...process.env, KUBECONFIG: backend.kubeconfig };
    this.#child = fork(fileURLToPath(new URL("processes/candidate.ts", import.meta.url)), [namespace, identity], {
      env,
    });
    this.#child.on("message", (message) => {
      const [word, token = ""] = (message as string).split(" ");
      if (word === "leads") terms.push({ leader: this, term: Number.parseInt(token, 10) });
      else this.#answers.shift()?.(word === "held");
    });
    this.#ended = new Promise((resolve) => this.#child.once("close", () => resolve()));
    processes.push(this);
  }

  /** Whether any of the terms it was granted passes `assertHeld` now. */
  holds(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#answers.push(resolve);
      this.#child.send("assert");
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }
}

/** The term after those that were heard of when it is called. */
async function nextTerm(before = terms.length): Promise<(typeof terms)[number]> {
  return vi.waitUntil(() => terms[before], { timeout: 20_000, interval: 20 });
}

if (inject("backend") === "fake") {
  it("has no socket for processes to meet at: the server is in memory", () => {
    expect(backend.kubeconfig).toBeUndefined();
  });
} else {
  it("follows a killed leader, and a stopped one cannot pass assertHeld when it goes on (C51, C54, F133–F136)", async () => {
    const candidates = ["a", "b", "c"].map((identity) => new Candidate(identity));
    const first = await nextTerm(0);
    expect(await Promise.all(candidates.map((candidate) => candidate.holds()))).toEqual(
      candidates.map((candidate) => candidate === first.leader),
    );

    // A crash leaves the lease held; the others wait until it has run out.
    await first.leader.kill();
    const second = await nextTerm();
    expect(second.term).toBe(first.term + 1);

    // A leader that is stopped believes in its term when it goes on, as far as it can know; the guard does not.
    second.leader.signal("SIGSTOP");
    const third = await nextTerm();
    expect(third.term).toBe(second.term + 1);
    second.leader.signal("SIGCONT");
    expect(await second.leader.holds()).toBe(false);
    expect(await third.leader.holds()).toBe(true);
    const { spec } = await client.resource(leases).namespace(namespace).get("processes");
    expect(spec).toMatchObject({ holderIdentity: third.leader.identity, leaseTransitions: third.term });

    // One that ends in order hands over at once, to who was stopped before.
    third.leader.signal("SIGTERM");
    const fourth = await nextTerm();
    expect([fourth.leader.identity, fourth.term > third.term]).toEqual([second.leader.identity, true]);
    expect(await fourth.leader.holds()).toBe(true);
  });
}
