import { KubernetesError } from "@kubets/apimachinery";

/** As much of the platform's `fetch` as is needed here; one of your own may go through a proxy or trust an authority. */
export type TokenFetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string | undefined;
    readonly signal?: AbortSignal | undefined;
    readonly redirect: "error";
  },
) => Promise<{ readonly status: number; text(): Promise<string> }>;

/** A request for JSON from whoever gives out tokens. */
export interface TokenRequest {
  readonly fetch?: TokenFetch | undefined;
  readonly url: string;
  readonly method?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as a form, or as JSON. */
  readonly form?: Readonly<Record<string, string>> | undefined;
  readonly json?: unknown;
  readonly signal?: AbortSignal | undefined;
  /** What is asked, for errors, such as `the token endpoint`. */
  readonly what: string;
}

/**
 * Asks for JSON. Rejects with a KubernetesError that holds nothing of what was sent: `Network` where there is no answer,
 * `Unauthorized` where the request is refused, with the error that the server names, `Decode` for anything but an object.
 */
export async function requestJson(request: TokenRequest): Promise<Record<string, unknown>> {
  const { url, form, json, headers, signal, what } = request;
  const fetch: TokenFetch = request.fetch ?? ((address, init) => globalThis.fetch(address, init as RequestInit));
  const place = `${what} ${hostOf(url)}`;
  const body = form ? new URLSearchParams(form).toString() : json === undefined ? undefined : JSON.stringify(json);
  const contentType = form ? "application/x-www-form-urlencoded" : "application/json";
  let status: number;
  let text: string;
  try {
    const response = await fetch(url, {
      method: request.method ?? (body === undefined ? "GET" : "POST"),
      headers: { accept: "application/json", ...(body !== undefined && { "content-type": contentType }), ...headers },
      ...(body !== undefined && { body }),
      // A form that holds a secret goes nowhere else.
      redirect: "error",
      ...(signal && { signal }),
    });
    status = response.status;
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw new KubernetesError("the call was aborted", { reason: "Aborted", cause: signal.reason });
    throw new KubernetesError(`${place} cannot be reached`, { reason: "Network", cause });
  }
  const answer = parse(text);
  if (status < 200 || status > 299) {
    throw new KubernetesError(`${place} answered ${status}${errorOf(answer)}`, {
      reason: "Unauthorized",
      code: status,
    });
  }
  if (answer === undefined) {
    throw new KubernetesError(`${place} answered with something else than a JSON object`, { reason: "Decode" });
  }
  return answer;
}

/** The lifetime that a token endpoint names, in milliseconds; nothing where it names none. */
export function lifetimeMs(answer: Readonly<Record<string, unknown>>): number | undefined {
  const seconds = Number(answer["expires_in"]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The code and the words of an OAuth error: for people, and of no secret. */
function errorOf(answer: Record<string, unknown> | undefined): string {
  const words = [answer?.["error"], answer?.["error_description"]].filter((part) => typeof part === "string");
  return words.length === 0
    ? ""
    : `: ${words
        .join(": ")
        .replace(/[^\x20-\x7e]+/g, " ")
        .slice(0, 500)}`;
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "of no valid URL";
  }
}
