import { expect } from "vitest";

/** What transports say that their platforms lack. */
export const lacks = {
  groups: "two values of an impersonation header",
  code: "the reason why a connection failed",
  refusal: "the difference between a refused and a lost connection",
} as const;

export type Lack = (typeof lacks)[keyof typeof lacks];

/** What ran where. */
export interface CaseReport {
  /** Notes a case that passed, and what it says to be lacking. Throws where that is not known: no promise is given up unnoticed. */
  passed(name: string, lacking: string | void): void;
  print(): void;
}

/** Begins the report of a transport of which is known that its platform lacks these. */
export function createCaseReport(title: string, known: readonly Lack[]): CaseReport {
  let count = 0;
  const lines: string[] = [];
  return {
    passed(name, lacking) {
      count++;
      if (!lacking) return;
      // What stands in brackets is the transport's own words.
      expect(known).toContain(lacking.replace(/ \(.*/, ""));
      lines.push(`  says that it lacks ${lacking}: ${name}`);
    },
    print() {
      console.log([`${title}: ${count} cases passed`, ...lines].join("\n"));
    },
  };
}
