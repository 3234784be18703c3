import { KubernetesError } from "@kubets/apimachinery";
import { createFakeClock, type FakeClock } from "@kubets/wait";
import { createRestClient, type RestClientOptions } from "../create-rest-client.ts";
import type { ApiRequest, RestClient } from "../rest-client.ts";
import type { TransportResponse } from "../transport.ts";
import { answer, createScriptedTransport, type ScriptedAnswer, type ScriptedTransport } from "./scripted-transport.ts";

export const get: ApiRequest = { method: "GET", path: "/api/v1/pods" };
export const post: ApiRequest = { method: "POST", path: "/api/v1/pods", body: { a: 1 } };
export const retryAfter = (seconds: string, status = 429): TransportResponse =>
  answer(status, "busy", [["retry-after", seconds]]);

/** The failure of a connection that was lost, as runtimes wrap it. */
export function lost(code = "ECONNRESET"): KubernetesError {
  const cause = new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code }) });
  return new KubernetesError("connection failed", { reason: "Network", cause });
}

export interface Setup {
  readonly clock: FakeClock;
  readonly transport: ScriptedTransport;
  readonly client: RestClient;
}

/** A client of scripted answers, on a clock of its own and without a rate limit. */
export function setup(
  answers: ScriptedAnswer[],
  { clock = createFakeClock(), ...options }: Partial<RestClientOptions> & { readonly clock?: FakeClock } = {},
): Setup {
  const transport = createScriptedTransport(...answers);
  const config = { server: "https://host:6443/base/" };
  const client = createRestClient({ config, transport, clock, ...options });
  return { clock, transport, client };
}

/** All that a source gives. */
export async function collect<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const each of source) all.push(each);
  return all;
}

/** What came of a promise so far. */
export function outcome<T>(promise: Promise<T>): { value?: T; error?: KubernetesError } {
  const seen: { value?: T; error?: KubernetesError } = {};
  promise.then(
    (value) => (seen.value = value),
    (error: KubernetesError) => (seen.error = error),
  );
  return seen;
}
