import { goText } from "../go-text.ts";
import type { UserInfo } from "../http/api-server.ts";
import { isObject, valueAt, type JsonObject } from "../json.ts";
import { Failure, forbidden } from "../http/status.ts";
import type { Store, StoredObject } from "../storage/store.ts";
import type { AccessAttributes } from "./attributes.ts";
import { allows, rulesOf, type PolicyRule } from "./policy-rule.ts";

export interface Decision {
  readonly allowed: boolean;
  /** Why, where there is more to say than that nothing allows it. */
  readonly reason: string;
}

/** Decides who may do what. */
export interface Authorizer {
  /** Whether anything is decided at all: without RBAC, everything is allowed. */
  readonly rbac: boolean;
  decide(asked: AccessAttributes): Decision;
  /** All that a user may do in a namespace. */
  authorityOf(user: UserInfo, namespace: string): Authority;
}

/** What somebody may do, and of which roles that they have nobody knows what is in them. */
export interface Authority {
  readonly rules: readonly PolicyRule[];
  readonly problems: readonly string[];
}

/** Members may do everything. */
export const superusers = "system:masters";
const rbacGroup = "rbac.authorization.k8s.io";

/** An authorizer by the roles and bindings that are stored. */
export function createRbacAuthorizer(store: Store): Authorizer {
  const visit = (
    user: UserInfo,
    namespace: string,
    visitor: (rule: PolicyRule, source: () => string) => boolean,
  ): string[] => {
    const problems: string[] = [];
    const bindings = [
      ...store.list(`clusterrolebindings.${rbacGroup}`, { prefix: "" }),
      ...(namespace === "" ? [] : store.list(`rolebindings.${rbacGroup}`, { prefix: `${namespace}/` })),
    ];
    for (const binding of bindings) {
      const subject = subjectFor(binding, user);
      if (!subject) continue;
      const reference = isObject(binding["roleRef"]) ? binding["roleRef"] : {};
      const role = roleOf(store, reference, binding.metadata.namespace);
      if (!role) {
        const kind = reference["kind"] === "Role" ? "role" : "clusterrole";
        problems.push(`${kind}.${rbacGroup} "${String(reference["name"])}" not found`);
        continue;
      }
      for (const rule of rulesOf(role))
        if (!visitor(rule, () => describe(binding, reference, subject))) return problems;
    }
    return problems;
  };

  return {
    rbac: true,
    decide(asked) {
      const { user } = asked;
      if (user.groups.includes(superusers)) return { allowed: true, reason: "" };
      let reason: string | undefined;
      const namespace = "path" in asked ? "" : (asked.namespace ?? "");
      const problems = visit(user, namespace, (rule, source) => {
        if (allows(rule, asked)) reason = `RBAC: allowed by ${source()}`;
        return reason === undefined;
      });
      if (reason !== undefined) return { allowed: true, reason };
      const several = problems.length > 1 ? `[${problems.join(", ")}]` : problems.join("");
      return { allowed: false, reason: problems.length === 0 ? "" : `rbac: RBAC: ${several}` };
    },
    authorityOf(user, namespace) {
      const rules: PolicyRule[] = [];
      const problems = visit(user, namespace, (rule) => rules.push(rule) > 0);
      return { rules, problems };
    },
  };
}

/** The rules of whoever may do everything. */
export const everything: readonly PolicyRule[] = [
  { verbs: ["*"], apiGroups: ["*"], resources: ["*"], resourceNames: [], nonResourceURLs: [] },
  { verbs: ["*"], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: ["*"] },
];

/** Lets everybody do everything. */
export const openAuthorizer: Authorizer = {
  rbac: false,
  decide: () => ({ allowed: true, reason: "" }),
  authorityOf: () => ({ rules: everything, problems: [] }),
};

/** Fails with the server's words unless it is allowed. */
export function authorize(authorizer: Authorizer, asked: AccessAttributes): void {
  const { allowed, reason } = authorizer.decide(asked);
  if (allowed) return;
  const message = `${escaped(refusal(asked))}${reason === "" ? "" : `: ${reason}`}`;
  if (!("path" in asked)) throw forbidden(asked, asked.name ?? "", message);
  throw new Failure({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: `forbidden: ${message}`,
    reason: "Forbidden",
    details: {},
    code: 403,
  });
}

function refusal(asked: AccessAttributes): string {
  const user = JSON.stringify(asked.user.name);
  if ("path" in asked) return `User ${user} cannot ${asked.verb} path ${JSON.stringify(asked.path)}`;
  const { verb, group, resource, subresource, namespace } = asked;
  const what = subresource ? `${resource}/${subresource}` : resource;
  const where = namespace ? `in the namespace ${JSON.stringify(namespace)}` : "at the cluster scope";
  return `User ${user} cannot ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}`;
}

/** Nothing that a browser could take for HTML. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function subjectFor(binding: StoredObject, user: UserInfo): JsonObject | undefined {
  const subjects = Array.isArray(binding["subjects"]) ? binding["subjects"].filter(isObject) : [];
  return subjects.find((subject) => {
    const name = String(subject["name"]);
    if (subject["kind"] === "User") return user.name === name;
    if (subject["kind"] === "Group") return user.groups.includes(name);
    const namespace = subject["namespace"] ?? binding.metadata.namespace ?? "";
    return namespace !== "" && user.name === `system:serviceaccount:${goText(namespace)}:${name}`;
  });
}

/** The role of a reference from a binding, which has a namespace or none. */
export function roleOf(
  store: Store,
  { kind, name }: JsonObject,
  namespace: string | undefined,
): StoredObject | undefined {
  return kind === "Role"
    ? store.get(`roles.${rbacGroup}`, `${namespace ?? ""}/${String(name)}`)
    : store.get(`clusterroles.${rbacGroup}`, String(name));
}

function describe(binding: StoredObject, role: JsonObject, subject: JsonObject): string {
  const { name, namespace } = binding.metadata;
  const kind = namespace === undefined ? "ClusterRoleBinding" : "RoleBinding";
  const own = namespace === undefined ? name : `${name}/${namespace}`;
  const account = subject["kind"] === "ServiceAccount";
  const subjectNamespace = goText(subject["namespace"] ?? namespace ?? "");
  const who = account ? `${String(subject["name"])}/${subjectNamespace}` : String(subject["name"]);
  return `${kind} ${JSON.stringify(own)} of ${String(role["kind"])} ${JSON.stringify(valueAt(role, ["name"]))} to ${String(subject["kind"])} ${JSON.stringify(who)}`;
}
