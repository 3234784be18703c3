import { errorFromStatus, isStatus, type KubernetesError, type Status } from "@kubets/apimachinery";
import type { AskedRequest } from "./asked-request.ts";
import { readText } from "./body.ts";
import { decodeError } from "./errors.ts";
import { type Header, headerValue, type TransportResponse } from "./transport.ts";

/** So much of a failure is read; of a text that is no Status, so much gets into the message (F016). */
const longestFailureBytes = 1e6;
const longestText = 2048;

/** The error a failure answer stands for: its Status, or what code and text say (F016, C64, C65). Reads the body. `cause` is what failed before. */
export async function responseError(
  { status: code, headers, body }: TransportResponse,
  request: AskedRequest,
  cause?: unknown,
): Promise<KubernetesError> {
  // Where the body breaks off, the status still says what it says.
  const text = await readText(body, longestFailureBytes).catch(() => "");
  let status: Status = {
    message: `the server answered ${code}${explain(code, headers, text)}`,
    // Who sent a page knows nothing of the object that its 404 seems to speak of.
    reason: isHtml(headers) ? "UnexpectedResponse" : code === 409 && request.method === "POST" ? "AlreadyExists" : "",
  };
  try {
    const value: unknown = JSON.parse(text);
    if (isFailure(value)) status = value;
  } catch {
    // Not of Kubernetes: a proxy's page, or the text of an overloaded server.
  }
  return errorFromStatus(
    { ...status, code: status.code || code },
    { request, cause, auditId: headerValue(headers, "audit-id"), retryAfterSeconds: retryAfterSeconds(headers) },
  );
}

function explain(code: number, headers: readonly Header[], text: string): string {
  if (code < 400) {
    // Without its query, which may hold a session's secret. Browsers hide it altogether.
    const location = headerValue(headers, "location")?.split(/[?#]/)[0];
    return `, a redirect${location ? ` to ${location}` : ""}: give the final address`;
  }
  if (isHtml(headers)) return htmlPage;
  return text && `: ${text.trim().slice(0, longestText)}`;
}

/** Throws what a Status on a good answer stands for, unless that is success (C64). */
export function throwIfFailure(value: unknown): void {
  if (isFailure(value)) throw errorFromStatus(value);
}

function isFailure(value: unknown): value is Status {
  return isStatus(value) && value.status !== "Success";
}

/** Throws Decode where a good answer is a page for people: most often a login page that a proxy put in between. */
export function refuseHtml(headers: readonly Header[]): void {
  if (isHtml(headers)) throw decodeError(`the server answered${htmlPage}`);
}

const htmlPage = " with an HTML page: a proxy or a login?";

function isHtml(headers: readonly Header[]): boolean {
  return /^text\/html/i.test(headerValue(headers, "content-type") ?? "");
}

/** `Retry-After` where it is whole seconds; a date does not count (F018). */
export function retryAfterSeconds(headers: readonly Header[]): number | undefined {
  const value = headerValue(headers, "retry-after") ?? "";
  return /^\d+$/.test(value) ? +value : undefined;
}
