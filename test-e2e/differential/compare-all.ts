// Runs many sequences, several at a time, and holds what differs against what is known to differ.
import { compareSequence, type Difference } from "./compare.ts";
import { knownDifferences } from "./known-differences.ts";
import type { Sequence } from "./sequence.ts";
import { openFake, type Server } from "./servers.ts";

export interface Comparison {
  /** How many requests were sent to each server. */
  readonly requests: number;
  /** How many of them were answered differently, as is known. */
  readonly known: number;
  /** Differences that nobody has written down, in lines for people. */
  readonly unexpected: readonly string[];
  /** What is written down as a difference, but is none any more: `sequence: request`. */
  readonly outdated: readonly string[];
}

const atATime = 6;

export async function compareAll(sequences: readonly Sequence[], real: Server): Promise<Comparison> {
  const waiting = sequences.values();
  const found = new Map<Sequence, readonly Difference[]>();
  const work = async (): Promise<void> => {
    for (const sequence of waiting) {
      await using fake = openFake();
      found.set(sequence, await compareSequence(sequence, real, fake));
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));

  let [requests, known] = [0, 0];
  const [unexpected, outdated]: [string[], string[]] = [[], []];
  for (const [sequence, differences] of found) {
    requests += sequence.requests.length;
    const { title } = sequence;
    const listed = new Set(knownDifferences.flatMap((entry) => entry.requests[title] ?? []));
    for (const { request, text } of differences) {
      if (listed.has(request)) known++;
      else unexpected.push(`${title}\n${text}`);
    }
    const names = new Set(sequence.requests.map(({ name }, index) => name ?? String(index)));
    const differing = new Set(differences.map(({ request }) => request));
    for (const name of listed) if (names.has(name) && !differing.has(name)) outdated.push(`${title}: ${name}`);
  }
  return { requests, known, unexpected, outdated };
}
