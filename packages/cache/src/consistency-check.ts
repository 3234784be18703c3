import { KubernetesError, objectKey, type KubernetesObject } from "@kubets/apimachinery";

/**
 * What is wrong where two states that should be the same are not: objects that only one of them has, or that it has in
 * another version. The message names the first few.
 */
export function differenceOf<T extends KubernetesObject>(
  watched: readonly T[],
  listed: readonly T[],
): KubernetesError | undefined {
  const identity = ({ metadata }: T): string => `${metadata?.uid ?? ""}@${metadata?.resourceVersion ?? ""}`;
  const missing = new Map(listed.map((object) => [identity(object), object]));
  const differing = watched.filter((object) => !missing.delete(identity(object)));
  differing.push(...missing.values());
  if (differing.length === 0) return undefined;
  const names = [...new Set(differing.map((object) => objectKey(object)))];
  const few = `${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`;
  return new KubernetesError(`a watch and a list disagree about the same version: ${few}`, { reason: "Inconsistent" });
}
