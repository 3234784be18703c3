/**
 * One generator of the repository, in a file of its own, named in `steps.ts`. Its inputs are files of the repository
 * alone (no network, no clock, no randomness), so that the same commit gives the same bytes on every machine.
 */
export interface GenerateStep {
  /** What the output names and `generate <name>` runs alone. */
  readonly name: string;
  /**
   * What it writes: files, or folders that hold nothing else, as paths from the repository's root. Files in such a
   * folder that a run no longer writes are removed.
   */
  readonly outputs: readonly string[];
  /**
   * Writes every output under `outDir`, an empty folder that stands for the repository's root. A file of which only a
   * part is generated (the `exports` of a package.json) is read from the repository and written here whole.
   */
  generate(outDir: string): void | Promise<void>;
}
