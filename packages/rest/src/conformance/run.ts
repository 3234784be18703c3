import { type Clock, realClock } from "@kubets/wait";
import { readText } from "../body.ts";
import type { Transport } from "../transport.ts";
import { type CaseServer, type ConformanceCase, get } from "./case.ts";
import type { SeenRequest } from "./script.ts";

/** What a conformance run needs. */
export interface ConformanceOptions {
  /** Creates a transport of the kind that is tried; each case gets its own, and another one asks the server about it. */
  readonly createTransport: () => Transport;
  /** Where a server that {@link createConformanceServer} is behind listens. */
  readonly url: string;
  /** An address at which nobody listens. */
  readonly unreachableUrl: string;
  /** How long one case may take: what hangs has failed. Default 20 s. */
  readonly timeLimitMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** What came of one case. */
export interface ConformanceResult {
  readonly name: string;
  /** Why it failed; undefined where it passed. */
  readonly error?: string | undefined;
  /** What the platform lacks, where the transport said so in place of doing it. */
  readonly lacks?: string | undefined;
  readonly durationMs: number;
}

/** Tries one promise on a transport. Resolves with what the platform lacks, if anything; rejects where it is broken. */
export async function runConformanceCase(
  { name, run }: ConformanceCase,
  { createTransport, url, unreachableUrl, timeLimitMs = 20_000, clock = realClock }: ConformanceOptions,
): Promise<string | undefined> {
  await using transport = createTransport();
  await using control = createTransport();
  const over = new AbortController();
  const server = serverOf(url, unreachableUrl, control);
  const limit = clock.sleep(timeLimitMs, { signal: over.signal }).then(
    () => Promise.reject(new Error(`"${name}" has not ended after ${timeLimitMs} ms`)),
    () => undefined,
  );
  try {
    return (await Promise.race([run({ transport, server }), limit])) ?? undefined;
  } finally {
    over.abort();
  }
}

/** Tries promises one after the other. */
export async function* runConformance(
  cases: readonly ConformanceCase[],
  options: ConformanceOptions,
): AsyncGenerator<ConformanceResult, void, undefined> {
  const { clock = realClock } = options;
  for (const each of cases) {
    const from = clock.monotonicNow();
    const outcome = await runConformanceCase(each, options).then(
      (lacks) => ({ lacks }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    );
    yield { name: each.name, ...outcome, durationMs: Math.round(clock.monotonicNow() - from) };
  }
}

/** A server's address with one account. */
function serverOf(url: string, unreachableUrl: string, control: Transport): CaseServer {
  const id = crypto.randomUUID();
  const ask = async (method: string, path: string): Promise<readonly SeenRequest[]> => {
    const { body } = await control.send(get(`${url}/${path}`, { method, reading: "whole" }));
    return JSON.parse(await readText(body)) as SeenRequest[];
  };
  const scripted = (kind: string, script: unknown, extra = ""): string =>
    `${url}/${kind}/${id}?${extra}do=${encodeURIComponent(JSON.stringify(script))}`;
  return {
    url,
    unreachableUrl,
    answer: (steps, extra) => scripted("answer", steps, extra && `${extra}&`),
    socket: (script) => scripted("socket", script),
    came: (count) => ask("GET", `came/${id}?count=${count}`),
    ended: () => ask("GET", `ended/${id}`),
    go: async () => void (await ask("POST", `go/${id}`)),
  };
}
