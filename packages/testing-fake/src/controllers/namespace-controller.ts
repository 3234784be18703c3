import { deleteObject } from "../verbs/delete.ts";
import { valueAt } from "../json.ts";
import type { ServerState } from "../storage/server-state.ts";
import type { StoredObject } from "../storage/store.ts";

/**
 * Does for namespaces what kube-controller-manager does: deletes all content of a Terminating one, then takes away the
 * finalizer `kubernetes`, so that it goes too. Pods get no time to stop, as there is nothing that would stop them. Objects
 * with finalizers of others keep their namespace waiting, as in a cluster.
 */
export function startNamespaceController(state: ServerState): Disposable {
  const { store } = state;
  const leaving = new Set<string>();
  return store.subscribe((event) => {
    if (event.collection === "namespaces") {
      if (event.type === "DELETED" || !isTerminating(event.object)) leaving.delete(event.key);
      else {
        leaving.add(event.key);
        empty(state, event.key);
      }
    } else if (event.type === "DELETED") {
      const namespace = event.object.metadata.namespace;
      if (namespace !== undefined && leaving.has(namespace)) empty(state, namespace);
    }
  });
}

function isTerminating(namespace: StoredObject): boolean {
  return namespace.metadata.deletionTimestamp !== undefined;
}

function empty(state: ServerState, name: string): void {
  const { store, registry } = state;
  const stored = store.get("namespaces", name);
  if (!stored) return;
  let left = 0;
  const seen = new Set<string>();
  for (const entry of registry.resources) {
    if (entry.scope !== "Namespaced" || seen.has(entry.collection)) continue;
    seen.add(entry.collection);
    for (const object of store.list(entry.collection, { prefix: `${name}/` })) {
      const waits = (object.metadata.finalizers ?? []).length > 0 && object.metadata.deletionTimestamp !== undefined;
      const options = { dryRun: false, accepted: false, gracePeriodSeconds: 0, propagation: "Background" as const };
      // One that waits for its finalizers is left to them.
      if (waits || !deleteObject(state, entry, name, object.metadata.name, options).gone) left++;
    }
  }
  if (left > 0) return;
  // A deletion in between may have done this already.
  const current = store.get("namespaces", name);
  if (!current) return;
  const finalizers = valueAt(current, ["spec", "finalizers"]);
  const others = Array.isArray(finalizers) ? finalizers.filter((finalizer) => finalizer !== "kubernetes") : [];
  if (others.length === 0 && (current.metadata.finalizers ?? []).length === 0) {
    store.remove("namespaces", name);
    return;
  }
  store.put("namespaces", name, {
    ...current,
    metadata: { ...current.metadata },
    spec: others.length > 0 ? { finalizers: others } : {},
  });
}
