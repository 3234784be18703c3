import { goText } from "../go-text.ts";
import { decodeAny } from "../http/codec.ts";
import { isObject, valueAt, type JsonObject } from "../json.ts";
import { writeOptions } from "../http/options.ts";
import { keyOf, timestamp, type Answer, type ResourceRequest, type ServerState } from "../storage/server-state.ts";
import {
  badRequest,
  conflict,
  invalid,
  invalidValue,
  methodNotAllowed,
  notFound,
  type FieldProblem,
} from "../http/status.ts";
import { issuer, type TokenClaims } from "./service-account-tokens.ts";

const kind = { group: "authentication.k8s.io", kind: "TokenRequest" };
const oneHour = 3600;

/** Answers `serviceaccounts/token`: a signed token for the service account, bound to a pod, a node or a secret on demand. */
export async function answerTokenRequest(
  state: ServerState,
  { entry, path, query, request }: ResourceRequest,
): Promise<Answer> {
  if (request.method !== "POST") throw methodNotAllowed();
  const { namespace = "", name = "" } = path;
  const sent = decodeAny(request, { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest" });
  const { dryRun } = writeOptions(query, "CreateOptions");
  const meta = isObject(sent["metadata"]) ? sent["metadata"] : {};
  for (const [field, own, what] of [
    ["name", name, "name"],
    ["namespace", namespace, "namespace"],
  ] as const) {
    const said = meta[field] ?? "";
    if (said === "" || said === own) continue;
    throw invalid(kind, name, [
      invalidValue(`metadata.${field}`, said, `must match the service account ${what} if specified`),
    ]);
  }
  const account = state.store.get(entry.collection, keyOf(namespace, name));
  if (!account) throw notFound(entry, name);
  const { uid } = account.metadata;
  if ((meta["uid"] ?? uid) !== uid) {
    const detail = `the UID in the token request (${String(meta["uid"])}) does not match the UID of the service account (${uid})`;
    throw conflict({ group: kind.group, resource: kind.kind }, name, detail);
  }
  const spec = isObject(sent["spec"]) ? sent["spec"] : {};
  const audiences =
    Array.isArray(spec["audiences"]) && spec["audiences"].length > 0 ? (spec["audiences"] as string[]) : [issuer];
  const expirationSeconds = (spec["expirationSeconds"] as number | undefined) ?? oneHour;
  const problems: FieldProblem[] = [];
  const refuse = (detail: string): unknown =>
    problems.push(invalidValue("spec.expirationSeconds", expirationSeconds, detail));
  if (expirationSeconds < 600) refuse("may not specify a duration less than 10 minutes");
  if (expirationSeconds > 2 ** 32) refuse("may not specify a duration larger than 2^32 seconds");
  if (problems.length > 0) throw invalid(kind, "", problems);
  const reference = isObject(spec["boundObjectRef"]) ? spec["boundObjectRef"] : undefined;
  const bound = reference && boundTo(state, namespace, name, reference);
  const claims = { namespace, serviceAccount: { name, uid }, bound, audiences, expirationSeconds };
  const token = dryRun ? "" : await state.tokens.issue(state, claims);
  return {
    type: "value",
    code: 201,
    value: {
      kind: "TokenRequest",
      apiVersion: "authentication.k8s.io/v1",
      metadata: { name, namespace, uid, creationTimestamp: timestamp(state.clock) },
      spec: { audiences, expirationSeconds, boundObjectRef: reference ?? null },
      status: { token, expirationTimestamp: timestamp(state.clock, expirationSeconds) },
    },
  };
}

const boundCollections: Readonly<Record<string, string>> = { Pod: "pods", Secret: "secrets", Node: "nodes" };

function boundTo(
  { store }: ServerState,
  namespace: string,
  account: string,
  reference: JsonObject,
): TokenClaims["bound"] {
  const [wanted, name] = [goText(reference["kind"] ?? ""), goText(reference["name"] ?? "")];
  const collection = boundCollections[wanted];
  if (collection === undefined || (reference["apiVersion"] ?? "v1") !== "v1") {
    throw badRequest(`cannot bind token to object of type ${String(reference["apiVersion"])}, Kind=${wanted}`);
  }
  const object = store.get(collection, wanted === "Node" ? name : keyOf(namespace, name));
  if (!object) throw notFound({ group: "", resource: collection }, name);
  if (wanted === "Pod" && (valueAt(object, ["spec", "serviceAccountName"]) ?? "default") !== account) {
    throw badRequest(
      `cannot bind token for serviceaccount "${account}" to pod running with different serviceaccount name.`,
    );
  }
  const { uid } = object.metadata;
  if ((reference["uid"] ?? uid) !== uid) {
    const detail = `the UID in the bound object reference (${String(reference["uid"])}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict({ group: "", resource: collection }, name, detail);
  }
  const bound = { [wanted.toLowerCase()]: { name, uid } };
  const node = wanted === "Pod" ? valueAt(object, ["spec", "nodeName"]) : undefined;
  if (typeof node !== "string" || node === "") return bound;
  const nodeUid = store.get("nodes", node)?.metadata.uid;
  return {
    ...bound,
    node: { name: node, ...(nodeUid !== undefined && { uid: nodeUid }) } as { name: string; uid: string },
  };
}
