import type { Environment } from "./proxy.ts";

/** How connections of HTTP/2 are looked after. */
export interface Http2Health {
  /** After so long without a byte the server is asked for a sign of life; 0 is never. */
  readonly readIdleMs: number;
  /** So long may it take to give one. */
  readonly pingTimeoutMs: number;
}

/**
 * As client-go reads its environment (F037): DISABLE_HTTP2, of any value, turns HTTP/2 off, HTTP2_READ_IDLE_TIMEOUT_SECONDS
 * (default 30, 0 is never) and HTTP2_PING_TIMEOUT_SECONDS (default 15) say when a silent connection is given up. What is no
 * whole number counts as not set. Undefined is no HTTP/2.
 */
export function readHttp2Health(wanted: boolean, environment: Environment = {}): Http2Health | undefined {
  if (!wanted || environment["DISABLE_HTTP2"]) return undefined;
  const milliseconds = (name: string, seconds: number): number => {
    const value = environment[name] ?? "";
    return (/^\d+$/.test(value) ? Number(value) : seconds) * 1000;
  };
  return {
    readIdleMs: milliseconds("HTTP2_READ_IDLE_TIMEOUT_SECONDS", 30),
    pingTimeoutMs: milliseconds("HTTP2_PING_TIMEOUT_SECONDS", 15),
  };
}
