import { isKubernetesError, type Status } from "@kubets/apimachinery";
import { headerValue, type Header } from "@kubets/rest";
import type { ApiServerResponse } from "./api-server.ts";
import type { Piece } from "./event-splitter.ts";
import type { Representation } from "./representation.ts";
import type { Answer } from "../storage/server-state.ts";

/** Writes what a request came to. */
export function answerResponse(answer: Answer, representation: Representation): ApiServerResponse {
  if (answer.type === "text") return { status: 200, headers: [["content-type", "text/plain"]], body: answer.body };
  return written(answer.type === "list" ? 200 : answer.code, representation, (form) => {
    if (answer.type === "object") return form.object(answer.entry, answer.object);
    return answer.type === "list" ? form.list(answer.entry, answer.items, answer.metadata) : form.value(answer.value);
  });
}

/** In the form that was asked for, or in the one that takes everything. */
function written(
  status: number,
  form: Representation,
  write: (form: Representation) => string | Uint8Array,
): ApiServerResponse & { readonly headers: Header[] } {
  try {
    return { status, headers: [["content-type", form.contentType]], body: write(form) };
  } catch (error) {
    if (!form.otherwise || !isKubernetesError(error)) throw error;
    return written(status, form.otherwise, write);
  }
}

/** A watch that begins with a list's worth of objects is compressed; others would gain nothing. */
export function watchResponse(
  events: AsyncIterable<Piece>,
  { streamType }: Representation,
  query: URLSearchParams,
): ApiServerResponse {
  const compress = query.get("sendInitialEvents") === "true" ? "pieces" : "never";
  return { status: 200, headers: [["content-type", streamType]], body: events, compress };
}

export function failureResponse(status: Status, representation: Representation): ApiServerResponse {
  const response = written(status.code ?? 500, representation, (form) => form.value(status));
  const seconds = status.details?.retryAfterSeconds;
  if (seconds !== undefined) response.headers.push(["retry-after", String(seconds)]);
  return response;
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
