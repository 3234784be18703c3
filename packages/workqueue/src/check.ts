/** Throws a RangeError on a number that nothing can be made of: not finite, or less than the least. */
export function checkNumber(name: string, value: number, least: number = -Infinity): void {
  if (!Number.isFinite(value) || value < least) throw new RangeError(`${name} cannot be ${value}`);
}
