import type { TextMaker } from "@kubets/apimachinery";
import { textOf } from "./object-identity.ts";

/** Of a time such as 2026-01-01T00:00:10Z. */
const timeLength = 20;
const longestShared = 2 ** 15;
const slots = 2 ** 11;

/**
 * Makes texts of which many objects have nearly the same, such as the managedFields of all pods of a Deployment: they differ
 * in their times alone. What is between two times is kept once, in a table of bounded size.
 *
 * A text is the sum of its parts, which engines keep as references to these until somebody reads it.
 */
export function createSharedTexts(): TextMaker {
  const shared: string[] = [];

  return (bytes, from, to) => {
    bytes = bytes.subarray(from, to);
    const text = textOf(bytes);
    const { length } = text;
    // Beyond ASCII, places in the bytes are not those in the text.
    if (length !== bytes.length || length > longestShared) return text;
    let made = "";
    let at = 0;
    for (let end = 0; at < length;) {
      end = text.indexOf('Z"', end) + 1 || length + timeLength;
      const start = end - timeLength;
      if (start < at) continue;
      const slot = checksum(bytes, at, start, 1) & (slots - 1);
      // Decoded again where it is kept: a slice of the text would keep all of it.
      if (shared[slot] !== text.slice(at, start)) shared[slot] = textOf(bytes, at, start);
      made += shared[slot] + textOf(bytes, start, end);
      at = end;
    }
    return made;
  };
}

/** Of every `step`th byte. */
export function checksum(bytes: Uint8Array, from: number, to: number, step: number): number {
  let sum = 0;
  for (let i = from; i < to; i += step) sum = (sum + (bytes[i] as number) * (to - i)) | 0;
  return sum;
}
