import { isKubernetesError, type UnstructuredObject } from "@kubets/apimachinery";
import type { Action } from "./action.ts";
import type { ApiServerResponse } from "../http/api-server.ts";
import { failureAnswer, type FaultStatus } from "../faults/failure-answer.ts";
import { matchesRequest, type RequestMatch } from "./request-match.ts";

/** What a reactor does with a request; undefined leaves it to the next one, and in the end to the server. */
export type Reaction =
  /** The answer: an object, a list, or what a subresource returns. Nothing is stored. */
  | { readonly object: UnstructuredObject; readonly code?: number | undefined }
  /** The events of a watch; it ends where they end. */
  | { readonly events: Iterable<ReactionEvent> | AsyncIterable<ReactionEvent> }
  /** A failure. */
  | { readonly failure: FaultStatus }
  /** Any text: the log of a pod, what a proxied program says. */
  | { readonly text: string; readonly code?: number | undefined };

/** An event of a watch that a reactor answers. */
export interface ReactionEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: object;
}

/**
 * Answers a request in place of the server, or leaves it alone. It gets a copy of its own, may wait, and may use clients
 * of the same cluster. A KubernetesError that it throws becomes the answer, with its reason, code and message.
 */
export type Reactor = (action: Action) => Reaction | undefined | Promise<Reaction | undefined>;

/** Reactors in the order in which they are asked. */
export interface ReactorChain {
  readonly size: number;
  add(match: RequestMatch, reactor: Reactor, first: boolean): Disposable;
  /** The answer of the first reactor that has one. `actionFor` makes the copy that one of them sees. */
  react(actionFor: () => Action): Promise<ApiServerResponse | undefined>;
}

export function createReactorChain(): ReactorChain {
  let chain: readonly { readonly match: RequestMatch; readonly reactor: Reactor }[] = [];
  return {
    get size() {
      return chain.length;
    },
    add(match, reactor, first) {
      const link = { match: { ...match }, reactor };
      chain = first ? [link, ...chain] : [...chain, link];
      return { [Symbol.dispose]: () => void (chain = chain.filter((other) => other !== link)) };
    },
    async react(actionFor) {
      // Those of this moment: what one of them adds or takes away counts from the next request on.
      for (const { match, reactor } of chain) {
        const action = actionFor();
        if (!matchesRequest(match, action)) continue;
        try {
          const reaction = await reactor(action);
          if (reaction) return answerOf(reaction, action);
        } catch (error) {
          return failureAnswer(statusOf(error));
        }
      }
      return undefined;
    },
  };
}

function answerOf(reaction: Reaction, { verb }: Action): ApiServerResponse {
  if ("failure" in reaction) return failureAnswer(reaction.failure);
  if ("text" in reaction) {
    return {
      status: reaction.code ?? 200,
      headers: [["content-type", "text/plain; charset=utf-8"]],
      body: reaction.text,
    };
  }
  const headers = [["content-type", "application/json"]] as const;
  if ("events" in reaction) return { status: 200, headers, body: linesOf(reaction.events) };
  return {
    status: reaction.code ?? (verb === "create" ? 201 : 200),
    headers,
    body: `${JSON.stringify(reaction.object)}\n`,
  };
}

async function* linesOf(events: Iterable<ReactionEvent> | AsyncIterable<ReactionEvent>): AsyncGenerator<string> {
  for await (const { type, object } of events) yield `${JSON.stringify({ type, object })}\n`;
}

function statusOf(error: unknown): FaultStatus {
  const message = error instanceof Error ? error.message : String(error);
  if (!isKubernetesError(error)) return { code: 500, reason: "InternalError", message: `a reactor failed: ${message}` };
  const { code = codes[error.reason] ?? 500, reason, retryAfterSeconds } = error;
  return { code, reason, message, retryAfterSeconds };
}

/** The codes of errors that are made by hand and say only their reason. */
const codes: Readonly<Record<string, number>> = {
  BadRequest: 400,
  Unauthorized: 401,
  Forbidden: 403,
  NotFound: 404,
  MethodNotAllowed: 405,
  AlreadyExists: 409,
  Conflict: 409,
  Gone: 410,
  Expired: 410,
  Invalid: 422,
  TooManyRequests: 429,
  ServiceUnavailable: 503,
  Timeout: 504,
};
