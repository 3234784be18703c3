import type { ServerState } from "../storage/server-state.ts";
import { isLeaving, writerOf, type Handled } from "./writer.ts";

/**
 * Gives every namespace its service account `default` and the ConfigMap `kube-root-ca.crt`, and gives them again where they
 * are deleted, as kube-controller-manager does.
 */
export function startServiceAccounts(
  state: ServerState,
  { caCertificate = "" }: { readonly caCertificate?: string } = {},
): Disposable {
  const namespaces = writerOf(state, "", "namespaces");
  const accounts = writerOf(state, "", "serviceaccounts");
  const configMaps = writerOf<Handled & { data?: Record<string, string> }>(state, "", "configmaps");
  const rootCa = "kube-root-ca.crt";

  const furnish = (name: string): void => {
    const namespace = namespaces.get(undefined, name);
    if (!namespace || isLeaving(namespace)) return;
    if (!accounts.get(name, "default")) accounts.create(name, { metadata: { name: "default" } });
    const known = configMaps.get(name, rootCa);
    const annotations = {
      "kubernetes.io/description":
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
    };
    const data = { "ca.crt": caCertificate };
    if (!known) configMaps.create(name, { metadata: { name: rootCa, annotations }, data });
    else configMaps.update(known, (object) => (object.data = data));
  };

  const subscription = state.store.subscribe(({ collection, object }) => {
    const { namespace, name } = object.metadata;
    if (collection === "namespaces") furnish(name);
    else if (
      (collection === "serviceaccounts" && name === "default") ||
      (collection === "configmaps" && name === rootCa)
    ) {
      furnish(namespace ?? "");
    }
  });
  for (const { metadata } of namespaces.list()) furnish(metadata.name);
  return subscription;
}
