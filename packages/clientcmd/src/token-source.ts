import { KubernetesError } from "@kubets/apimachinery";
import type { TokenSource } from "@kubets/rest";
import { createRenewing } from "./renewing.ts";

/** A token and its end. */
export interface BearerToken {
  readonly token: string;
  /** Milliseconds since 1970; without it the token is used until a server refuses it. */
  readonly expiresAtMs?: number | undefined;
}

/** Options of {@link createTokenSource}. */
export interface TokenSourceOptions {
  /** Brings a new token. The signal fires once nobody waits for it any more. */
  readonly obtain: (signal: AbortSignal) => Promise<BearerToken>;
  /** How long before its end a token is no longer used, in milliseconds. Default 10 s. */
  readonly leewayMs?: number | undefined;
  /** Default: the system's clock. */
  readonly clock?: { now(): number } | undefined;
}

/**
 * Creates a token source of one function that brings tokens, for `credentials.token` of a configuration: a token is
 * brought on use, once for all calls that ask at the same time, and kept until shortly before its end or until a server
 * answers 401 to it (F031). A token that cannot be sent in a header is an error of reason `Configuration`.
 */
export function createTokenSource({ obtain, leewayMs = 10_000, clock }: TokenSourceOptions): TokenSource {
  const renewing = createRenewing<BearerToken>({
    obtain: async (signal) => {
      const brought = await obtain(signal);
      const problem = tokenProblem(brought.token);
      if (problem !== undefined) throw new KubernetesError(`the token ${problem}`, { reason: "Configuration" });
      return brought;
    },
    usableUntilMs: ({ expiresAtMs }) => expiresAtMs && expiresAtMs - leewayMs,
    clock,
  });
  return {
    token({ signal } = {}) {
      const held = renewing.get(signal);
      return held instanceof Promise ? held.then(({ token }) => token) : held.token;
    },
    reset(refused) {
      if (renewing.held?.token === refused) renewing.drop();
    },
  };
}

/** Why a token cannot be sent as a bearer token; nothing where it can. The token is not repeated. */
export function tokenProblem(token: string): string | undefined {
  if (/[\r\n]/.test(token)) return "holds a line break: is it a whole file, or folded by an editor?";
  return /[^\x21-\x7e]/.test(token) ? "holds a space or another character that no token has" : undefined;
}
