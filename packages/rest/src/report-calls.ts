import type { Logger } from "./logger.ts";
import { describeSent } from "./request.ts";
import { askedOf, type AskedRequest } from "./asked-request.ts";
import type { Middleware } from "./transport.ts";
import { parseWarnings, type Warning } from "./warnings.ts";

/** What is told of calls, and to whom. */
export interface ReportOptions {
  /** Default: nothing is logged. */
  readonly logger?: Logger | undefined;
  /** Called for every warning of the server, on failures and opening watches too. Default: logs those of code 299 (F024). */
  readonly onWarning?: ((warning: Warning, request: AskedRequest) => void) | undefined;
}

/**
 * A layer that tells what a call keeps to itself: the server's warnings (C67), and that a request is sent again and why. After
 * a lost connection that is a warning of this side, since a call may then take seconds and still succeed; after an answer that
 * asked for it, a line at level `debug`. Give it as the first layer.
 */
export function reportCalls({ logger, onWarning }: ReportOptions): Middleware {
  const warn = onWarning ?? (({ code, text }) => code === 299 && text && logger?.warn(`Warning: ${text}`));
  return async (request, next) => {
    const { retry } = request;
    if (retry && logger) {
      const { count, after } = retry;
      const message = `${describeSent(request)}: retry ${count} after a failure: ${after.message}`;
      if (after.reason === "Network") logger.warn(message);
      else logger.debug(message);
    }
    const response = await next(request);
    for (const warning of parseWarnings(response.headers)) warn(warning, askedOf(request));
    return response;
  };
}
