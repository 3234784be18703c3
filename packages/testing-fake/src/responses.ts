import type { Status } from "@kubets/apimachinery";
import { headerValue, type Header } from "@kubets/rest";
import type { ApiServerResponse } from "./api-server.ts";
import type { Representation } from "./representation.ts";
import type { Answer } from "./server-state.ts";

/** Writes what a request came to. */
export function answerResponse(answer: Answer, representation: Representation): ApiServerResponse {
  const headers: Header[] = [["content-type", representation.contentType]];
  switch (answer.type) {
    case "object":
      return { status: answer.code, headers, body: representation.object(answer.entry, answer.object) };
    case "list":
      return { status: 200, headers, body: representation.list(answer.entry, answer.items, answer.metadata) };
    case "text":
      return { status: 200, headers: [["content-type", "text/plain"]], body: answer.body };
    default:
      return { status: answer.code, headers, body: representation.value(answer.value) };
  }
}

export function watchResponse(events: AsyncIterable<string>, { contentType }: Representation): ApiServerResponse {
  return { status: 200, headers: [["content-type", contentType]], body: events };
}

export function failureResponse(status: Status, representation: Representation): ApiServerResponse {
  const headers: Header[] = [["content-type", representation.contentType]];
  const seconds = status.details?.retryAfterSeconds;
  if (seconds !== undefined) headers.push(["retry-after", String(seconds)]);
  return { status: status.code ?? 500, headers, body: representation.value(status) };
}

export function textResponse(status: number, body: string): ApiServerResponse {
  return {
    status,
    headers: [
      ["content-type", "text/plain; charset=utf-8"],
      ["x-content-type-options", "nosniff"],
    ],
    body,
  };
}

/** The answer to a path that nothing knows: no Status, as of any web server. */
export function pageNotFound(): ApiServerResponse {
  return textResponse(404, "404 page not found\n");
}

/** Adds what every response has, where it does not have its own. */
export function withCommonHeaders(response: ApiServerResponse, auditId: string): ApiServerResponse {
  const headers: Header[] = [["audit-id", auditId]];
  if (headerValue(response.headers, "cache-control") === undefined)
    headers.push(["cache-control", "no-cache, private"]);
  return { ...response, headers: [...headers, ...response.headers] };
}
