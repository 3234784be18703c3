/** A value out of the bytes of an answer: an item of a list, or an event of a watch. */
export interface Decoded {
  readonly value: unknown;
  /** How many bytes it took. */
  readonly length: number;
}

/**
 * Stands before the decoder of a list or a watch, so that what is known already need not be parsed again: returns the value
 * that begins at `bytes[start]` as it is known, or what `decode` makes of it. Undefined where neither is possible yet,
 * since bytes are missing at `end`; it is then called again with more of them. A cache has one. All of it is synchronous,
 * and nothing may keep the bytes.
 */
export type Recognizer = (
  bytes: Uint8Array,
  start: number,
  end: number,
  decode: () => Decoded | undefined,
) => Decoded | undefined;
