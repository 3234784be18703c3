import type { Workspace } from "./workspace.ts";

/** One rule of the repository: one file in `rules`, one line of output. */
export interface Rule {
  /** What `check <name>` runs alone. */
  readonly name: string;
  /** The rule in a few words, printed when it holds. */
  readonly demands: string;
  /** Commands that take long run last. */
  readonly slow?: boolean;
  check(workspace: Workspace): Promise<Verdict>;
}

export interface Verdict {
  /** What is wrong, each with where it is and what to do; none means that the rule holds. */
  readonly findings: readonly string[];
  /** What is worth knowing all the same, such as sizes. */
  readonly notes?: readonly string[];
}

export const holds: Verdict = { findings: [] };

/** What `--update` asks for: rules with a snapshot write it anew instead of comparing. */
export const updating: boolean = process.argv.includes("--update");
