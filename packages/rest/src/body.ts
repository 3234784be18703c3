import { decodeError } from "./errors.ts";

/**
 * A body as text. With a limit, it lets go of the body behind that many bytes. Throws Decode where the text is longer than
 * the longest string of the engine.
 */
export async function readText(body: AsyncIterable<Uint8Array>, limitBytes: number = Infinity): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) {
    try {
      text += decoder.decode(chunk.subarray(0, limitBytes), { stream: true });
    } catch (cause) {
      throw decodeError("the answer is too long", cause);
    }
    limitBytes -= chunk.length;
    if (limitBytes <= 0) return text;
  }
  return text + decoder.decode();
}
