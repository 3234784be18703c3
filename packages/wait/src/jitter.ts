/**
 * A duration between `ms` and `ms * (1 + factor)`, evenly spread, so that many who wait do not wake up together. A factor
 * of 0 or less adds nothing. `random` gives numbers from 0 up to but not including 1; default `Math.random`.
 */
export function jitter(ms: number, factor: number, random: () => number = Math.random): number {
  return factor > 0 ? ms + random() * factor * ms : ms;
}
