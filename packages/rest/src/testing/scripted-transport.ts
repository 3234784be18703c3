import type { Header, Transport, TransportRequest, TransportResponse, WebSocketConnection } from "../transport.ts";
import { split } from "./bytes.ts";

/** An answer: a whole one, what is thrown in place of one, or what makes one of the request. */
export type ScriptedAnswer =
  | TransportResponse
  | Error
  | ((request: TransportRequest) => TransportResponse | Promise<TransportResponse>);

/** A transport that gives the answers of a list, one a request, and keeps the requests. */
export interface ScriptedTransport extends Transport {
  readonly requests: TransportRequest[];
  readonly closed: boolean;
}

/** An answer of a status and a body; objects are sent as JSON. */
export function answer(status: number, body: unknown = "", headers: readonly Header[] = []): TransportResponse {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const type: Header[] = typeof body === "string" ? [] : [["content-type", "application/json"]];
  return { status, headers: [...type, ...headers], body: split(text) };
}

/** Never answers; rejects when the call's signal fires. */
export function silence({ signal }: TransportRequest): Promise<TransportResponse> {
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason as Error));
  });
}

export function createScriptedTransport(...answers: ScriptedAnswer[]): ScriptedTransport {
  const requests: TransportRequest[] = [];
  let closed = false;
  return {
    requests,
    get closed() {
      return closed;
    },
    async send(request) {
      requests.push(request);
      const next = answers.length > 1 ? answers.shift() : answers[0];
      if (!next) throw new Error("no answer left");
      if (next instanceof Error) throw next;
      return typeof next === "function" ? next(request) : next;
    },
    async openWebSocket(request) {
      requests.push(request);
      const next = answers.shift();
      if (next instanceof Error) throw next;
      return { protocol: "v5" } as WebSocketConnection;
    },
    async [Symbol.asyncDispose]() {
      closed = true;
    },
  };
}
