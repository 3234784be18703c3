/**
 * Which of two resource versions is newer: negative where `a` is older than `b`, 0 where they are the same, positive where
 * it is newer. Undefined where that cannot be said: Kubernetes promises an order only for versions that are decimal
 * numbers, and only within one server's history. Numbers of any length; none is read as a float.
 */
export function compareResourceVersions(a: string | undefined, b: string | undefined): number | undefined {
  if (!isVersion(a) || !isVersion(b)) return undefined;
  return a.length - b.length || Number(a > b) - Number(a < b);
}

/** Whether `a` is known to be older than `b`. */
export function isOlder(a: string | undefined, b: string | undefined): boolean {
  return (compareResourceVersions(a, b) ?? 0) < 0;
}

function isVersion(version: string | undefined): version is string {
  return /^[1-9]\d*$/.test(version as string);
}
