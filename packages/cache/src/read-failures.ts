import {
  isClientTimeout,
  isExpired,
  isNetworkError,
  isTooLargeResourceVersion,
  KubernetesError,
} from "@kubets/apimachinery";

/** The version that was asked for is gone, or not yet there: another one has to be asked for (C04). */
export function isVersionUnavailable(error: unknown): boolean {
  return isExpired(error) || isTooLargeResourceVersion(error);
}

/** No answer, or no more of it: the server may be away, and says nothing against the version. */
export function isUnreachable(error: unknown): boolean {
  return isNetworkError(error) || isClientTimeout(error);
}

/** A watch that ends sooner and brought nothing on is taken for one that does not work (C08). */
export const shortestWatchMs = 1000;

/** The failure of such a watch. */
export function veryShortWatch(name: string): KubernetesError {
  return new KubernetesError(`a watch of ${name} ended before it brought anything`, { reason: "VeryShortWatch" });
}
