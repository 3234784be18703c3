import { KubernetesError } from "@kubets/apimachinery";

/** A name in a path: one that would lead elsewhere is refused. */
export function segment(name: string): string {
  if (name === "" || name === "." || name === ".." || /[/%]/.test(name)) {
    throw new KubernetesError(`"${name}" cannot stand in a path`, { reason: "InvalidRequest" });
  }
  return encodeURIComponent(name);
}
