/**
 * Which of two resource versions is newer: negative where `a` is older than `b`, 0 where they are the same, positive where
 * it is newer. Undefined where that cannot be said: Kubernetes promises an order only for versions that are decimal
 * numbers, and only within one server's history. Numbers of any length; none is read as a float.
 */
export function compareResourceVersions(a: string | undefined, b: string | undefined): number | undefined {
  if (!isVersion(a) || !isVersion(b)) return undefined;
  if (a === b) return 0;
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : 1;
}

/** Whether `a` is known to be older than `b`. */
export function isOlder(a: string | undefined, b: string | undefined): boolean {
  const order = compareResourceVersions(a, b);
  return order !== undefined && order < 0;
}

function isVersion(version: string | undefined): version is string {
  if (!version || version.charCodeAt(0) === zero) return false;
  for (let i = 0; i < version.length; i++) {
    const digit = version.charCodeAt(i) - zero;
    if (!(digit >= 0 && digit <= 9)) return false;
  }
  return true;
}

const zero = 48;
