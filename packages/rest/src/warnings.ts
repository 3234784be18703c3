import { type Header } from "./transport.ts";

/** One `Warning` header entry (RFC 7234); Kubernetes uses code 299: deprecated APIs, unknown fields, policy notes. */
export interface Warning {
  readonly code: number;
  readonly agent: string;
  readonly text: string;
}

const entry = /\s*(\d{3}) ([^\s,"]+) "((?:[^"\\]|\\.)*)"(?: "[^"]*")?\s*(?:,|$)/gy;

/** The warnings of an answer, in order. The rest of a header after something unreadable is skipped (F024). */
export function parseWarnings(headers: readonly Header[]): Warning[] {
  const warnings: Warning[] = [];
  for (const [name, value] of headers) {
    if (name !== "warning") continue;
    for (const [, code, agent = "", text = ""] of value.matchAll(entry)) {
      warnings.push({ code: Number(code), agent, text: text.replace(/\\(.)/g, "$1") });
    }
  }
  return warnings;
}
