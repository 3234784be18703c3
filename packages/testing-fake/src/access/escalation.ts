// Nobody can give away more than they have: who writes a role or binds one must have all that is in it.
import { goQuote, goText } from "../go-text.ts";
import type { UserInfo } from "../http/api-server.ts";
import { forbidden, internal, notFound } from "../http/status.ts";
import { equal, isObject, valueAt, type JsonObject } from "../json.ts";
import type { ServerState } from "../storage/server-state.ts";
import { everything, roleOf, superusers } from "./authorizer.ts";
import { covers, partsOf, ruleText, together } from "./covers.ts";
import { rulesOf, type PolicyRule } from "./policy-rule.ts";

const group = "rbac.authorization.k8s.io";

/** Whether objects of a resource say who may do what. */
export function grantsAccess(entry: { readonly group: string; readonly resource: string }): boolean {
  return entry.group === group && grants.has(entry.resource);
}
const grants: ReadonlySet<string> = new Set(["roles", "clusterroles", "rolebindings", "clusterrolebindings"]);

/** A write of an object that says who may do what. */
export interface Grant {
  readonly resource: string;
  readonly user: UserInfo;
  readonly namespace: string | undefined;
  /** Of the request's path: a creation has none. */
  readonly name?: string | undefined;
  readonly old?: Readonly<JsonObject> | undefined;
}

/** Refuses a role or a binding by which somebody would grant what they do not have, unless they may do even that. */
export function refuseEscalation({ authorizer, store }: ServerState, object: JsonObject, grant: Grant): void {
  const { resource, user, namespace = "", name, old } = grant;
  if (!authorizer.rbac || user.groups.includes(superusers)) return;
  const may = (verb: string, what: string, named: string | undefined): boolean =>
    authorizer.decide({ user, verb, group, resource: what, namespace, name: named }).allowed;
  const refuse = (message: string): never => {
    throw forbidden({ group, resource }, goText(valueAt(object, ["metadata", "name"]) ?? ""), message);
  };
  const confirm = (rules: readonly PolicyRule[], message?: string): void => {
    const held = authorizer.authorityOf(user, namespace);
    const missing = rules.flatMap(partsOf).filter((part) => !held.rules.some((rule) => covers(rule, part)));
    if (missing.length === 0) return;
    const groups = `[${user.groups.map(goQuote).join(" ")}]`;
    const who = `user ${goQuote(user.name)} (groups=${groups})`;
    const texts = [...new Set(together(missing).map(ruleText))].toSorted();
    const { problems } = held;
    const why = problems.length > 1 ? `[${problems.join(", ")}]` : problems.join("");
    const unresolved = problems.length > 0 ? `; resolution errors: [${why}]` : "";
    refuse(
      message ?? `${who} is attempting to grant RBAC permissions not currently held:\n${texts.join("\n")}${unresolved}`,
    );
  };

  if (resource === "roles" || resource === "clusterroles") {
    if (may("escalate", resource, name) || (old && changesNothingGranted(object, old))) return;
    confirm(rulesOf(object));
    if (aggregates(object) || (old && aggregates(old))) {
      confirm(everything, "must have cluster-admin privileges to use the aggregationRule");
    }
    return;
  }
  if (old && changesNothingGranted(object, old)) return;
  const reference = isObject(object["roleRef"]) ? object["roleRef"] : {};
  const [kind, bound] = [String(reference["kind"]), String(reference["name"])];
  const what = { ClusterRole: "clusterroles", Role: "roles" }[kind];
  if (what === undefined) throw internal(`unsupported role reference kind: ${goQuote(kind)}`);
  if (may("bind", what, bound)) return;
  const role = roleOf(store, reference, namespace);
  // Under the name of what was asked for, not of what is missing.
  if (!role) throw notFound({ group, resource }, bound);
  confirm(rulesOf(role));
}

function aggregates(role: Readonly<JsonObject>): boolean {
  const selectors = valueAt(role, ["aggregationRule", "clusterRoleSelectors"]);
  return Array.isArray(selectors) && selectors.length > 0;
}

/** Whether an update changes nothing but what the garbage collector needs. */
function changesNothingGranted(object: Readonly<JsonObject>, old: Readonly<JsonObject>): boolean {
  const compared = ({ metadata, ...content }: Readonly<JsonObject>): unknown => {
    const { ownerReferences: _, finalizers: __, managedFields: ___, ...others } = isObject(metadata) ? metadata : {};
    return { ...content, metadata: others };
  };
  return equal(compared(object), compared(old));
}
