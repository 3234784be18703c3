/** Throws a RangeError on what no timer can wait for. */
export function checkMs(name: string, ms: number, least: number = -Infinity): void {
  if (!Number.isFinite(ms) || ms < least) throw new RangeError(`${name} cannot be ${ms}`);
}
