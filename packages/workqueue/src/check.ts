/** Throws a RangeError on a number that nothing can be made of: NaN, or beyond what is sensible. */
export function checkNumber(name: string, value: number, least: number = 0, most: number = Number.MAX_VALUE): void {
  if (!(value >= least && value <= most)) throw new RangeError(`${name} cannot be ${value}`);
}
