import type { Clock } from "@kubets/wait";
import { brokenConnection, type ApiServerRequest, type ApiServerResponse } from "../http/api-server.ts";
import { expired, modified, type Failure } from "../http/status.ts";
import type { AskedResource } from "../cluster/request-match.ts";
import { failureAnswer } from "./failure-answer.ts";
import type { Strike } from "./fault-script.ts";
import { cutAfterBytes, cutAfterEvents, duplicated, stallAfterEvents, untilAborted } from "./streams.ts";

/** What faults can do to the server behind the request that they strike. */
export interface Struck {
  readonly clock: Clock;
  /** Carries the request out, as of so many revisions ago. */
  proceed(staleBy: number): Promise<ApiServerResponse>;
  compact(): void;
  restart(downMs: number): void;
}

export const broken: ApiServerResponse = { status: brokenConnection, headers: [], body: "" };

/** Answers a request that a fault has struck. */
export async function applyStrike(
  { delayMs, effect }: Strike,
  request: ApiServerRequest,
  asked: AskedResource,
  server: Struck,
): Promise<ApiServerResponse> {
  const { signal } = request;
  if (delayMs > 0) {
    const waited = await server.clock.sleep(delayMs, { signal }).then(
      () => true,
      () => false,
    );
    if (!waited) return broken;
  }
  switch (effect) {
    case undefined:
      return server.proceed(0);
    case "reset":
      return broken;
    case "lose-answer":
      return dropped(await server.proceed(0));
    case "stall":
      await untilAborted(signal);
      return broken;
    case "conflict":
      return failureAnswer(plain(modified(asked, asked.name ?? "")));
    case "expired":
      return expiredAnswer(asked);
    case "compact":
      server.compact();
      return server.proceed(0);
    case "duplicate-events":
      return changed(await server.proceed(0), duplicated);
    default:
  }
  if ("code" in effect) return failureAnswer(effect);
  if ("staleBy" in effect) return server.proceed(effect.staleBy);
  if ("restartMs" in effect) {
    server.restart(effect.restartMs);
    return broken;
  }
  const response = await server.proceed(0);
  if ("cutAfterBytes" in effect) return changed(response, (body) => cutAfterBytes(body, effect.cutAfterBytes));
  if ("cutAfterEvents" in effect) return changed(response, (body) => cutAfterEvents(body, effect.cutAfterEvents));
  return changed(response, (body) => stallAfterEvents(body, effect.stallAfterEvents, signal));
}

const changed = (
  response: ApiServerResponse,
  change: (body: ApiServerResponse["body"]) => AsyncIterable<string | Uint8Array>,
): ApiServerResponse => ({ ...response, body: change(response.body) });

/** Nobody reads that body any more. */
async function dropped({ body }: ApiServerResponse): Promise<ApiServerResponse> {
  if (typeof body !== "string" && !(body instanceof Uint8Array)) await body[Symbol.asyncIterator]().return?.();
  return broken;
}

/** A list is refused; a watch learns it as an event of a stream that has begun well. */
function expiredAnswer({ verb }: AskedResource): ApiServerResponse {
  if (verb !== "watch") {
    return failureAnswer(plain(expired("The resourceVersion for the provided list is too old.")));
  }
  const { status } = expired("too old resource version: 1 (2)");
  const body = `${JSON.stringify({ type: "ERROR", object: status })}\n`;
  return { status: 200, headers: [["content-type", "application/json"]], body };
}

function plain({ status }: Failure): { code: number; reason?: string; message?: string } {
  const { code = 500, reason, message } = status;
  return { code, ...(reason !== undefined && { reason }), ...(message !== undefined && { message }) };
}
