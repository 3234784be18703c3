// Where testing-fake is known to answer differently than a kube-apiserver. The list may only get shorter: runs fail on a
// difference that is not in it, and on an entry of it that differs no more.

export interface KnownDifferences {
  /** Why it is so. */
  readonly reason: string;
  /** Names of requests by the titles of their sequences. */
  readonly requests: Readonly<Record<string, readonly string[]>>;
}

export const knownDifferences: readonly KnownDifferences[] = [
  {
    reason: "Descriptions in tables and in OpenAPI are the project's own.",
    requests: { "columns of every type": ["3", "4"] },
  },
];
