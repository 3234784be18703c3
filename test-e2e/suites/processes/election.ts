import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, vi } from "vitest";
import { startFaultProxy, type FaultProxy } from "../../backends/fault-proxy.ts";
import type { Report } from "./candidate.ts";

/** Where the candidates meet. */
export interface ElectionOptions {
  readonly kubeconfig: string;
  readonly namespace: string;
  /** Base URL of the server. */
  readonly server: string;
}

/** One term of leading, as it was heard of. */
export interface Term {
  readonly leader: Candidate;
  readonly term: number;
}

/** An election among processes, each of which reaches the server through a proxy of its own. */
export class Election implements AsyncDisposable {
  readonly options: ElectionOptions;
  /** Every term in the order in which it was heard of. */
  readonly terms: Term[] = [];
  /** First and last moment at which each term was seen to pass `assertHeld` in its own process. */
  readonly held = new Map<number, { readonly leader: Candidate; readonly first: number; last: number }>();
  readonly #candidates: Candidate[] = [];

  constructor(options: ElectionOptions) {
    this.options = options;
  }

  async stand(identity: string): Promise<Candidate> {
    const proxy = await startFaultProxy(this.options.server);
    const candidate = new Candidate(this, identity, proxy);
    this.#candidates.push(candidate);
    return candidate;
  }

  /** The term after those that were heard of when it is called. */
  async nextTerm(before: number = this.terms.length): Promise<Term> {
    return vi.waitUntil(() => this.terms[before], { timeout: 90_000, interval: 20 });
  }

  /** Each term was over, in its own process too, before the next one's process could pass. */
  expectNoOverlap(): void {
    const held = [...this.held].toSorted(([a], [b]) => a - b);
    expect(held.length).toBeGreaterThan(1);
    for (const [index, [term, { leader, first }]] of held.entries()) {
      const [beforeTerm, before] = held[index - 1] ?? [];
      if (before === undefined) continue;
      const story = `${before.leader.identity} passed for term ${beforeTerm}, ${leader.identity} for term ${term}`;
      expect(first, story).toBeGreaterThan(before.last);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#candidates.map((candidate) => candidate.kill()));
  }
}

/** A candidate in a process of its own. */
export class Candidate {
  readonly identity: string;
  /** Its way to the server. */
  readonly proxy: FaultProxy;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #answers: ((holds: boolean) => void)[] = [];

  constructor(election: Election, identity: string, proxy: FaultProxy) {
    this.identity = identity;
    this.proxy = proxy;
    const { namespace, kubeconfig } = election.options;
    this.#child = fork(fileURLToPath(new URL("candidate.ts", import.meta.url)), [namespace, identity, proxy.url], {
      env: { ...process.env, KUBECONFIG: kubeconfig },
    });
    this.#child.on("message", (message) => {
      const report = message as Report;
      if ("leads" in report) election.terms.push({ leader: this, term: report.leads });
      else if ("holds" in report) this.#answers.shift()?.(report.holds);
      else {
        const known = election.held.get(report.held);
        if (known?.leader === this) known.last = Math.max(known.last, report.at);
        else if (known === undefined)
          election.held.set(report.held, { leader: this, first: report.at, last: report.at });
        else throw new Error(`${known.leader.identity} and ${identity} have both had term ${report.held}`);
      }
    });
    this.#ended = new Promise((resolve) => this.#child.once("close", () => resolve()));
  }

  /** Whether any of the terms it was granted passes `assertHeld` now. */
  holds(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#answers.push(resolve);
      this.#child.send("holds?");
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
    await this.proxy[Symbol.asyncDispose]();
  }
}
