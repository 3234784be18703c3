import { decodeObject } from "./codec.ts";
import type { JsonObject } from "./json.ts";
import { timestamp, type Answer, type ResourceRequest, type ServerState } from "./server-state.ts";
import { notImplemented } from "./status.ts";

/** Answers questions about access, none of which is stored. Everything is allowed here, so that is what they hear. */
export function answerReview(state: ServerState, { entry, request }: ResourceRequest): Answer {
  const { apiVersion: _, kind: __, ...sent } = decodeObject(request, entry, state.registry);
  const type: JsonObject = { kind: entry.kind, apiVersion: `${entry.group}/${entry.version}`, metadata: {} };
  const answer = (status: JsonObject): Answer => ({
    type: "value",
    code: 201,
    value: { ...type, ...sent, status },
  });
  switch (entry.kind) {
    case "SelfSubjectAccessReview":
    case "SubjectAccessReview":
    case "LocalSubjectAccessReview":
      return answer({ allowed: true });
    case "SelfSubjectRulesReview":
      return answer({
        resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
        nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
        incomplete: false,
      });
    case "SelfSubjectReview": {
      const { name, uid, groups, extra } = request.user;
      type["metadata"] = { creationTimestamp: timestamp(state.clock) };
      return answer({ userInfo: { username: name, ...(uid && { uid }), groups, ...(extra && { extra }) } });
    }
    default:
      throw notImplemented(`"${entry.resource}" is not implemented by this server`);
  }
}
