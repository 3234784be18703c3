import type { TransportRequest, TransportResponse } from "@kubets/rest";

/** A plain GET. */
export function get(url: string, more: Partial<TransportRequest> = {}): TransportRequest {
  return { method: "GET", url, headers: [], reading: "whole", ...more };
}

/** The whole body of an answer as text. */
export async function allText({ body }: TransportResponse): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

/** The first chunk of a body; the rest is let go. */
export async function firstChunk({ body }: TransportResponse): Promise<Uint8Array> {
  for await (const chunk of body) return chunk;
  return new Uint8Array(0);
}
