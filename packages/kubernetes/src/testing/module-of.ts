/** The entry that has the types of an `apiVersion`: `@kubets/kubernetes/rbac/v1` for `rbac.authorization.k8s.io/v1`. */
export function moduleOf(apiVersion: string): string {
  const [group = "", version = ""] = apiVersion.includes("/") ? apiVersion.split("/") : ["core", apiVersion];
  const [name = ""] = group === "internal.apiserver.k8s.io" ? ["apiserverinternal"] : group.split(".");
  return `@kubets/kubernetes/${name}/${version}`;
}
