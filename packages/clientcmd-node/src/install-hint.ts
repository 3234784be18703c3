/** Where people learn what credential plugins are. */
const documentation =
  "https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins";

/**
 * A text of somebody else's, in which nothing can command a terminal: control characters other than white space are
 * written as `U+001B` (F049).
 */
function withoutControls(text: string): string {
  return text.replace(
    /[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Z}\t\n\v\f\r]/gu,
    (character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
}

/** Creates what says how a plugin is installed, at most ten times an hour: a program may ask every second (F049). */
export function createInstallHint(hint: string | undefined, clock: { monotonicNow(): number }): () => string {
  const hourMs = 3_600_000;
  let windowStart = -Infinity;
  let count = 0;
  return () => {
    const now = clock.monotonicNow();
    if (now - windowStart >= hourMs) {
      windowStart = now;
      count = 0;
    }
    if (count++ >= 10) return "";
    const own = hint ? `\n\n${withoutControls(hint)}` : "";
    return `\n\nIt is a client-go credential plugin, which must be installed first; see ${documentation}${own}`;
  };
}
