import type { Transport, TransportRequest, TransportResponse } from "../transport.ts";
import type { AnswerStep, SeenRequest, SocketScript } from "./script.ts";

/** The server of a case, with one account of its own. */
export interface CaseServer {
  readonly url: string;
  /** An address at which nobody listens. */
  readonly unreachableUrl: string;
  /** The address at which the server answers with these steps; `extra` stands before the script in the query. */
  answer(steps: readonly AnswerStep[], extra?: string): string;
  socket(script: SocketScript): string;
  /** What has come, once it is so many requests. */
  came(count: number): Promise<readonly SeenRequest[]>;
  /** What has come, once no request that has come is under way. */
  ended(): Promise<readonly SeenRequest[]>;
  /** Lets answers that hold go on. */
  go(): Promise<void>;
}

/** What a case works with. Both are its own; the transport may be disposed. */
export interface CaseSetup {
  readonly transport: Transport;
  readonly server: CaseServer;
}

/**
 * One promise of the Transport interface, to be kept on every platform. `run` throws where it is broken; where the platform
 * lacks what it takes and the transport says so by reason `Unsupported`, it resolves with a text that says what is lacking.
 */
export interface ConformanceCase {
  readonly name: string;
  readonly run: (setup: CaseSetup) => Promise<string | void>;
}

/** A request of GET, read as it comes. */
export function get(url: string, more: Partial<TransportRequest> = {}): TransportRequest {
  return { method: "GET", url, headers: [], reading: "stream", ...more };
}

/** The whole body of an answer as text. */
export async function textOf({ body }: TransportResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

/** Reads chunks until the text is there; a transport may cut it into as many as it likes. */
export async function readUntil(chunks: AsyncIterator<Uint8Array>, text: string): Promise<void> {
  const decoder = new TextDecoder();
  let seen = "";
  while (seen.length < text.length) {
    const { done, value } = await chunks.next();
    if (done) break;
    seen += decoder.decode(value, { stream: true });
  }
  if (seen !== text) throw new Error(`the body began with ${JSON.stringify(seen)}, not ${JSON.stringify(text)}`);
}
