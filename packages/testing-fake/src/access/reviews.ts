import { managerName } from "../apply/manager-name.ts";
import { managedAfterUpdate, ownedKind } from "../apply/ownership.ts";
import { goText } from "../go-text.ts";
import { decodeObject } from "../http/codec.ts";
import { isObject, type JsonObject } from "../json.ts";
import { timestamp, type Answer, type ResourceRequest, type ServerState } from "../storage/server-state.ts";
import { badRequest, invalid, invalidValue, notImplemented, type FieldProblem } from "../http/status.ts";
import type { UserInfo } from "../http/api-server.ts";
import type { AccessAttributes } from "./attributes.ts";
import { issuer } from "./service-account-tokens.ts";

/** Answers questions about access, none of which is stored. */
export async function answerReview(
  state: ServerState,
  { entry, path, query, request }: ResourceRequest,
): Promise<Answer> {
  const { apiVersion: _, kind: __, ...sent } = decodeObject(request, entry, state.registry);
  const spec = isObject(sent["spec"]) ? sent["spec"] : {};
  const type: JsonObject = { kind: entry.kind, apiVersion: `${entry.group}/${entry.version}`, metadata: {} };
  const answer = (status: JsonObject): Answer => {
    const metadata = { ...(sent["metadata"] as object), ...(type["metadata"] as object) };
    return { type: "value", code: 201, value: { ...type, ...sent, metadata, status } };
  };
  /** What was asked, by whom: as if it had been created. */
  const answerOwned = (status: JsonObject): Answer => {
    const writer = { manager: managerName(query, request.headers) };
    const managedFields = managedAfterUpdate(state, ownedKind(state, entry, undefined), writer, undefined, sent, []);
    type["metadata"] = { managedFields };
    return answer(status);
  };
  const decided = (user: UserInfo): Answer => {
    const { allowed, reason } = state.authorizer.decide(askedBy(spec, user));
    return answerOwned({ allowed, ...(reason !== "" && { reason }) });
  };
  switch (entry.kind) {
    case "SelfSubjectAccessReview":
      refuse(entry.group, entry.kind, choiceProblems(spec));
      return decided(request.user);
    case "SubjectAccessReview":
    case "LocalSubjectAccessReview": {
      const user = subjectOf(spec);
      const nobody = user.name === "" && user.groups.length === 0;
      const who = nobody ? [invalidValue("spec.user", "", "at least one of user or group must be specified")] : [];
      const where = entry.kind === "SubjectAccessReview" ? [] : placeProblems(spec, path.namespace ?? "");
      refuse(entry.group, entry.kind, [...choiceProblems(spec), ...who, ...where]);
      return decided(user);
    }
    case "SelfSubjectRulesReview": {
      const namespace = spec["namespace"] ?? "";
      if (namespace === "") throw badRequest("no namespace on request");
      return answer(rulesStatus(state, request.user, goText(namespace)));
    }
    case "SelfSubjectReview":
      type["metadata"] = { creationTimestamp: timestamp(state.clock) };
      return answer({ userInfo: userInfoOf(request.user) });
    case "TokenReview": {
      const token = spec["token"] ?? "";
      if (token === "") throw badRequest("token is required for TokenReview in authentication");
      return answerOwned(await tokenStatus(state, goText(token), spec["audiences"]));
    }
    default:
      throw notImplemented(`"${entry.resource}" is not implemented by this server`);
  }
}

function refuse(group: string, kind: string, problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw invalid({ group, kind }, "", problems);
}

function choiceProblems({ resourceAttributes, nonResourceAttributes }: JsonObject): FieldProblem[] {
  if (isObject(resourceAttributes) !== isObject(nonResourceAttributes)) return [];
  const detail = "exactly one of nonResourceAttributes or resourceAttributes must be specified";
  return [invalidValue("spec", nonResourceAttributes ?? null, detail)];
}

function placeProblems({ resourceAttributes, nonResourceAttributes }: JsonObject, own: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const said = isObject(resourceAttributes) ? (resourceAttributes["namespace"] ?? "") : own;
  if (said !== own) {
    problems.push(invalidValue("spec.resourceAttributes.namespace", said, "must match metadata.namespace"));
  }
  if (isObject(nonResourceAttributes)) {
    const detail = "disallowed on this kind of request";
    problems.push(invalidValue("spec.nonResourceAttributes", nonResourceAttributes, detail));
  }
  return problems;
}

function askedBy({ resourceAttributes, nonResourceAttributes }: JsonObject, user: UserInfo): AccessAttributes {
  const attributes = isObject(resourceAttributes) ? resourceAttributes : (nonResourceAttributes as JsonObject);
  const text = (field: string): string => goText(attributes[field] ?? "");
  const verb = text("verb");
  if (!isObject(resourceAttributes)) return { user, verb, path: text("path") };
  const [group, resource, subresource] = [text("group"), text("resource"), text("subresource")];
  return { user, verb, group, resource, subresource, namespace: text("namespace"), name: text("name") };
}

function subjectOf(spec: JsonObject): UserInfo {
  const { user = "", groups, group, uid, extra } = spec;
  const list = (Array.isArray(groups) ? groups : Array.isArray(group) ? group : []) as string[];
  return {
    name: String(user),
    groups: list,
    ...(typeof uid === "string" && { uid }),
    ...(isObject(extra) && { extra: extra as Record<string, string[]> }),
  };
}

function userInfoOf({ name, uid, groups, extra }: UserInfo): JsonObject {
  return { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) };
}

function rulesStatus({ authorizer }: ServerState, user: UserInfo, namespace: string): JsonObject {
  const { rules } = authorizer.authorityOf(user, namespace);
  return {
    resourceRules: rules
      .filter(({ resources }) => resources.length > 0)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs,
        apiGroups,
        resources,
        ...(resourceNames.length > 0 && { resourceNames }),
      })),
    nonResourceRules: rules
      .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: false,
  };
}

async function tokenStatus(state: ServerState, token: string, wanted: unknown): Promise<JsonObject> {
  const known = state.userOfToken?.(token);
  const own = [issuer];
  const verified = known ? { user: known, audiences: own } : await state.tokens.verify(state, token);
  if ("problem" in verified) return { user: {}, error: verified.problem };
  const asked = Array.isArray(wanted) && wanted.length > 0 ? (wanted as string[]) : own;
  const audiences = asked.filter((audience) => verified.audiences.includes(audience));
  if (audiences.length === 0) {
    return {
      user: {},
      error: `token audiences ${JSON.stringify(verified.audiences)} is invalid for the target audiences ${JSON.stringify(asked)}`,
    };
  }
  return { authenticated: true, user: userInfoOf(verified.user), audiences };
}
