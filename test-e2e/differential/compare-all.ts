// Runs many sequences, several at a time, and holds what differs against what is known to differ.
import { compareSequence, type SequenceComparison } from "./compare.ts";
import { knownDifferences } from "./known-differences.ts";
import type { Sequence } from "./sequence.ts";
import { openFake, type Server } from "./servers.ts";

export interface Comparison {
  /** How many requests were sent to each server. */
  readonly requests: number;
  /** How many of them were answered differently, as is known. */
  readonly known: number;
  /** Requests that the real server answers in several ways, of which the other's answer is one: `sequence: request`. */
  readonly varying: readonly string[];
  /** Differences that nobody has written down, in lines for people. */
  readonly unexpected: readonly string[];
  /** What is written down as a difference, but is none any more: `sequence: request`. */
  readonly outdated: readonly string[];
}

const atATime = 6;

export async function compareAll(sequences: readonly Sequence[], real: Server): Promise<Comparison> {
  const waiting = sequences.values();
  const found = new Map<Sequence, SequenceComparison>();
  const work = async (): Promise<void> => {
    for (const sequence of waiting) {
      await using fake = openFake();
      found.set(sequence, await compareSequence(sequence, real, fake, knownOf(sequence)));
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));

  let [requests, known] = [0, 0];
  const [varying, unexpected, outdated]: [string[], string[], string[]] = [[], [], []];
  for (const [sequence, { differences, varying: names }] of found) {
    requests += sequence.requests.length;
    const { title } = sequence;
    const listed = knownOf(sequence);
    varying.push(...names.map((name) => `${title}: ${name}`));
    for (const { request, text } of differences) {
      if (listed.has(request)) known++;
      else unexpected.push(`${title}\n${text}`);
    }
    const all = new Set(sequence.requests.map(({ name }, index) => name ?? String(index)));
    const differing = new Set(differences.map(({ request }) => request));
    for (const name of listed) if (all.has(name) && !differing.has(name)) outdated.push(`${title}: ${name}`);
  }
  return { requests, known, varying, unexpected, outdated };
}

/** Names of the requests of a sequence that are known to be answered differently. */
function knownOf({ title }: Sequence): ReadonlySet<string> {
  return new Set(knownDifferences.flatMap((entry) => entry.requests[title] ?? []));
}
