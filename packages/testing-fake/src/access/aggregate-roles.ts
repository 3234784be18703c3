import { labelSelectorOf, type LabelSelectorSpec } from "@kubets/apimachinery";
import { equal, isObject, valueAt } from "../json.ts";
import type { ServerState } from "../storage/server-state.ts";
import type { StoredObject } from "../storage/store.ts";

const collection = "clusterroles.rbac.authorization.k8s.io";

/** Gives ClusterRoles with an aggregationRule the rules of those that it selects, as kube-controller-manager does. */
export function startRoleAggregation({ store }: ServerState): Disposable {
  const aggregate = (role: StoredObject): void => {
    const selectors = valueAt(role, ["aggregationRule", "clusterRoleSelectors"]);
    if (!Array.isArray(selectors)) return;
    const parsed = selectors.filter(isObject).map((spec) => labelSelectorOf(spec as LabelSelectorSpec));
    const rules: unknown[] = [];
    for (const other of store.list(collection, { prefix: "" })) {
      if (other.metadata.name === role.metadata.name) continue;
      if (!parsed.some((selector) => selector.matches(other.metadata.labels ?? {}))) continue;
      for (const rule of Array.isArray(other["rules"]) ? other["rules"] : []) {
        if (!rules.some((known) => equal(known, rule))) rules.push(rule);
      }
    }
    store.put(collection, role.metadata.name, { ...role, metadata: { ...role.metadata }, rules });
  };
  const all = (): void => {
    for (const role of store.list(collection, { prefix: "" })) aggregate(role);
  };
  // What one role gains may be for another: each change is looked at in turn, until nothing changes.
  const subscription = store.subscribe((event) => {
    if (event.collection === collection) all();
  });
  all();
  return subscription;
}
