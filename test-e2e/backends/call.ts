import { once } from "node:events";
import { request, type RequestOptions } from "node:https";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";

export interface Answer {
  readonly code: number;
  readonly body: Record<string, unknown> & { message?: string; status?: Record<string, unknown>; details?: unknown };
}

/** Sends a request by itself, on a connection of its own, and decodes the answer where it is JSON. */
export async function callAs(
  { url, ca }: { readonly url: string; readonly ca: string },
  token: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const bytes = Buffer.from(body === undefined ? "" : JSON.stringify(body));
  const own = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": String(bytes.length),
  };
  const options: RequestOptions = { method, ca, agent: false, headers: { ...own, ...headers } };
  const sent = request(url + path, options);
  sent.end(bytes);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  const answer = await text(response);
  const isJson = response.headers["content-type"]?.startsWith("application/json") ?? false;
  return {
    code: response.statusCode ?? 0,
    body: isJson ? (JSON.parse(answer) as Answer["body"]) : { message: answer },
  };
}
