import { createObject } from "../verbs/create.ts";
import type { JsonObject } from "../json.ts";
import type { ServerState } from "../storage/server-state.ts";
import { bootstrapBindings, bootstrapRoles } from "./bootstrap-policy.ts";

const group = "rbac.authorization.k8s.io";
const metadata = (name: string, labels: Record<string, string> = {}): JsonObject => ({
  name,
  annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
  labels: { "kubernetes.io/bootstrapping": "rbac-defaults", ...labels },
});

/** Stores the roles and bindings that every cluster has. */
export function seedPolicy(state: ServerState): void {
  const store = (resource: string, object: JsonObject): void => {
    const entry = state.registry.find(group, "v1", resource);
    if (entry) createObject(state, entry, undefined, object, { dryRun: false, owner: { manager: "kube-apiserver" } });
  };
  for (const { name, aggregatesTo, aggregated, rules = "" } of bootstrapRoles) {
    const label = (role: string): string => `${group}/aggregate-to-${role}`;
    store("clusterroles", {
      metadata: metadata(name, aggregatesTo === undefined ? {} : { [label(aggregatesTo)]: "true" }),
      ...(aggregated && {
        aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label(name)]: "true" } }] },
      }),
      rules: rules.trim().split("\n").filter(Boolean).map(ruleOf),
    });
  }
  for (const [role, groups] of Object.entries(bootstrapBindings)) {
    store("clusterrolebindings", {
      metadata: metadata(role),
      roleRef: { apiGroup: group, kind: "ClusterRole", name: role },
      subjects: groups.map((name) => ({ apiGroup: group, kind: "Group", name })),
    });
  }
}

function ruleOf(line: string): JsonObject {
  const [first, second, verbs] = line.split(" | ").map((words) => words.trim().split(" ").map(nameOf));
  return verbs ? { apiGroups: first, resources: second, verbs } : { nonResourceURLs: first, verbs: second };
}

function nameOf(word: string): string {
  return word === "-" ? "" : word;
}
