/** How large something can be, or how much it can cost: at least and at most. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** What cannot be counted any more: the end of 64 bits. */
export const countless: number = 2 ** 64;
export const unknown: Range = { min: 0, max: countless };

const capped = (value: number): number => Math.min(value, countless);

export const exactly = (value: number): Range => ({ min: value, max: value });
export const between = (min: number, max: number): Range => ({ min, max });
export const sum = (...ranges: readonly Range[]): Range =>
  ranges.reduce((a, b) => ({ min: capped(a.min + b.min), max: capped(a.max + b.max) }), exactly(0));
export const product = (a: Range, b: Range): Range => ({ min: capped(a.min * b.min), max: capped(a.max * b.max) });
/** Rounded up. */
export const scaled = ({ min, max }: Range, factor: number): Range => ({
  min: capped(Math.ceil(min * factor)),
  max: capped(Math.ceil(max * factor)),
});
/** Either of two. */
export const union = (a: Range, b: Range): Range => ({ min: Math.min(a.min, b.min), max: Math.max(a.max, b.max) });
