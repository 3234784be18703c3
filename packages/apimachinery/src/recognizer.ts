/** A value out of the bytes of an answer: an item of a list, or an event of a watch. */
export interface Decoded {
  readonly value: unknown;
  /** How many bytes it took. */
  readonly length: number;
}

/**
 * Makes the string of `bytes[from..to)` that a decoded object is to keep unparsed: a cache has one in which many objects share
 * what is equal in their texts.
 */
export type TextMaker = (bytes: Uint8Array, from: number, to: number) => string;

/**
 * Stands before the decoder of a list or a watch, so that what is known already need not be parsed again: returns the value
 * that begins at `bytes[start]` as it is known, or what `decode` makes of it, which may be told how to make the texts that stay
 * unparsed. Undefined where neither is possible yet, since bytes are missing at `end`; it is then called again with more of
 * them. A cache has one. All of it is synchronous, and nothing may keep the bytes.
 */
export type Recognizer = (
  bytes: Uint8Array,
  start: number,
  end: number,
  decode: (textOf?: TextMaker) => Decoded | undefined,
) => Decoded | undefined;
