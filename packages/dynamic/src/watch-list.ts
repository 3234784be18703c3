import type { ListOptions, WatchOptions } from "@kubets/apimachinery";

/**
 * The options of a watch that begins with the same state as a list, or undefined where no watch says the same: with a
 * continue token, a limit that the server would keep (it ignores one at resourceVersion "0"), or an exact version (F172).
 */
export function watchListOptions(options: ListOptions): WatchOptions | undefined {
  const { limit = 0, continue: token, resourceVersionMatch, timeoutSeconds: _, ...rest } = options;
  if (token || resourceVersionMatch === "Exact" || (limit > 0 && rest.resourceVersion !== "0")) return undefined;
  return { ...rest, resourceVersionMatch: "NotOlderThan", allowWatchBookmarks: true, sendInitialEvents: true };
}
