import { expect } from "vitest";

/** What a transport says that its platform lacks, by case. */
export type Lacking = ReadonlyMap<string, string>;

/** What the platforms of fetch lack. */
export const lacks = {
  groups: "two values of an impersonation header",
  code: "the reason why a connection failed",
  refusal: "the difference between a refused and a lost connection",
} as const;

/**
 * Prints what ran where. Throws where a platform lacks something else than what is known of it: a promise that is kept is not
 * to be given up unnoticed.
 */
export function reportCases(title: string, count: number, lacking: Lacking, known: readonly string[]): void {
  const lines = [...lacking].map(([name, what]) => `  says that it lacks ${what}: ${name}`);
  console.log([`${title}: ${count} cases run`, ...lines].join("\n"));
  // What stands in brackets is the transport's own words.
  const kinds = new Set([...lacking.values()].map((what) => what.replace(/ \(.*/, "")));
  expect([...kinds].toSorted(), `what ${title} lacks`).toEqual([...known].toSorted());
}
