import type { RequestVerb } from "../http/handle-resource.ts";
import type { RequestMatch } from "../cluster/request-match.ts";
import type { FaultStatus } from "./failure-answer.ts";

/**
 * Which requests go wrong, how, and how often. Plain data: it may come from a file. A request meets the first fault, in
 * the order in which they were added, that matches it and has an effect; delays of faults before that one add up.
 */
export interface Fault extends RequestMatch {
  /** How many matching requests are struck; default 1, `Infinity` is all. */
  readonly times?: number | undefined;
  /** So many matching requests pass first; default 0. */
  readonly after?: number | undefined;
  /** From 0 to 1: the chance of each matching request to be struck; default 1. One that is spared does not count. */
  readonly probability?: number | undefined;
  /** Makes chance repeatable: each fault with a seed has a sequence of its own. Default: the cluster's `random`. */
  readonly seed?: number | undefined;
  /** Waits so many milliseconds, by the cluster's clock, before anything else. */
  readonly delayMs?: number | undefined;
  /** What happens; absent: the request is carried out, after its delay. */
  readonly with?: FaultEffect | undefined;
}

/** What happens to a request that is struck. */
export type FaultEffect =
  /** A failure Status. Nothing has been carried out. */
  | FaultStatus
  /** The connection breaks before an answer, and nothing has been carried out. */
  | "reset"
  /** The request is carried out, and then the connection breaks: the client cannot know. */
  | "lose-answer"
  /** No answer, ever: the connection stays open until the client gives up. Nothing has been carried out. */
  | "stall"
  /** 409 with the server's words for an object that has been modified. */
  | "conflict"
  /** 410 with the server's words; a watch begins and has it as its only event, as a server sends it. */
  | "expired"
  /** The past is forgotten, as etcd does every few minutes; then the request is carried out. */
  | "compact"
  /** Each event of a watch comes twice, bookmarks excepted. */
  | "duplicate-events"
  /** The answer breaks off after at most so many bytes, at the end of a character. */
  | { readonly cutAfterBytes: number }
  /** A watch breaks off in the middle of the event that follows so many whole ones. */
  | { readonly cutAfterEvents: number }
  /** A watch falls silent after so many events, and stays open: a connection that is dead and does not know. */
  | { readonly stallAfterEvents: number }
  /** A get or a list shows the state so many revisions ago, as far as it is known. */
  | { readonly staleBy: number }
  /** The server restarts: every connection breaks, and all are refused for so many milliseconds. The state is kept. */
  | { readonly restartMs: number };

/** Whether an effect can befall a request at all; where not, the fault is not about it. */
export function concerns(effect: FaultEffect | undefined, verb: RequestVerb): boolean {
  if (effect === "duplicate-events") return verb === "watch";
  if (effect === undefined || typeof effect === "string") return true;
  if ("cutAfterEvents" in effect || "stallAfterEvents" in effect) return verb === "watch";
  return "staleBy" in effect ? verb === "get" || verb === "list" : true;
}
