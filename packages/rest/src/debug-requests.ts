import { isKubernetesError } from "@kubets/apimachinery";
import { type Clock, realClock } from "@kubets/wait";
import type { Logger } from "./logger.ts";
import { describeSent } from "./request.ts";
import type { Header, Middleware, TransportRequest } from "./transport.ts";

/** What is said of requests, and to whom. */
export interface DebugOptions {
  /** Hears of each attempt at level `debug`, when its answer begins or it fails. */
  readonly logger: Pick<Logger, "debug">;
  /**
   * How much: `url` with method, status and time; `request` its headers too; `response` those of the answer too; `curl` a
   * command that repeats the request, as far as it is no secret. Default `url`.
   */
  readonly detail?: "url" | "request" | "response" | "curl" | undefined;
  readonly clock?: Clock | undefined;
}

const details = ["url", "request", "response", "curl"];

/**
 * A layer that says what is sent and what comes back, as `kubectl -v=6` to `-v=9` do (F039). Give it as the last layer to
 * see what goes out.
 *
 * Secrets are masked: of Authorization headers only a known scheme is left, of cookies and of identity tokens in
 * subprotocols nothing, and of the query only values that are known to be harmless. Bodies are never shown.
 */
export function debugRequests({ logger, detail = "url", clock = realClock }: DebugOptions): Middleware {
  const level = details.indexOf(detail);
  return async (request, next) => {
    const from = clock.monotonicNow();
    const asked = describeSent(request);
    const tell = (outcome: string, headers: readonly Header[] = []): void => {
      logger.debug(`${asked} ${outcome} in ${Math.round(clock.monotonicNow() - from)} ms`, {
        ...(level >= 1 && { request: masked(request.headers) }),
        ...(level >= 2 && { response: masked(headers) }),
        ...(level >= 3 && { curl: toCurl(request) }),
      });
    };
    try {
      const response = await next(request);
      tell(String(response.status), response.headers);
      return response;
    } catch (error) {
      tell(`failed (${isKubernetesError(error) ? error.reason : "unknown"})`);
      throw error;
    }
  };
}

const secret = /^(proxy-)?authorization$|cookie|token|secret|password|^sec-websocket-protocol$/i;
const schemes = /^(Basic|Bearer|Negotiate|Digest|NTLM)(?= )/i;

/** Headers with their secrets masked. */
function masked(headers: readonly Header[]): Header[] {
  return headers.map(([name, value]) => {
    if (!secret.test(name)) return [name, value];
    const [scheme] = schemes.exec(value) ?? [];
    return [name, scheme ? `${scheme} <masked>` : "<masked>"];
  });
}

function toCurl(request: TransportRequest): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
  const headers = masked(request.headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const [, ...url] = describeSent(request).split(" ");
  return ["curl -v -X", request.method, ...headers, quoted(url.join(" "))].join(" ");
}
