/** Makes uids of version 4: from the platform's randomness, or from `random`, so that the same seed gives the same uids. */
export function createUidSource(random: (() => number) | undefined): () => string {
  if (!random) return () => crypto.randomUUID();
  return () =>
    "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replaceAll(/[xy]/g, (place) => {
      const digit = Math.floor(random() * 16);
      return (place === "x" ? digit : (digit & 3) | 8).toString(16);
    });
}
