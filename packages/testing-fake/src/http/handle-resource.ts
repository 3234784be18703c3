import { seenBy } from "../hubs/seen-by.ts";
import type { Verb } from "@kubets/apimachinery";
import { answerReview } from "../access/reviews.ts";
import { answerTokenRequest } from "../access/token-request.ts";
import { managerName } from "../apply/manager-name.ts";
import { applied, ownedKind } from "../apply/ownership.ts";
import { readApplied } from "../apply/read-applied.ts";
import { decodeObject, typed } from "./codec.ts";
import { createObject } from "../verbs/create.ts";
import { fieldValidationOf } from "./field-validation.ts";
import { goText } from "../go-text.ts";
import { readDeleteOptions } from "./delete-options.ts";
import { deleteObject, deletionWarnings } from "../verbs/delete.ts";
import { isObject, valueAt, type JsonObject } from "../json.ts";
import { listObjects, selectionOf } from "../verbs/list.ts";
import { parseListQuery, revisionOf } from "./list-options.ts";
import { writeOptions } from "./options.ts";
import { applyPatch, patched, patchTypeOf, readPatch, unfitPatch } from "../verbs/patch.ts";
import { answerLog } from "../pods/logs.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { answerScale } from "../verbs/scale.ts";
import { keyOf, type Answer, type ResourceRequest, type ServerState } from "../storage/server-state.ts";
import { conflict, methodNotAllowed, notFound, notImplemented, qualified } from "./status.ts";
import { answerBinding, answerEviction } from "./pod-subresources.ts";
import { checkName, updateObject, type UpdatedPart } from "../verbs/update.ts";
import { waitForRevision } from "../storage/wait-for-revision.ts";

/** What a request does, as authorizers and audits name it. */
export type RequestVerb = Verb | "connect";

/** Carries out a request for a resource; watches are answered elsewhere. */
export async function answerResource(state: ServerState, verb: RequestVerb, request: ResourceRequest): Promise<Answer> {
  const { entry, path } = request;
  if (path.subresource !== undefined) return answerSubresource(state, request, path.subresource);
  if (verb === "create" && reviewed.has(entry.group)) return answerReview(state, request);
  if (verb === "create" && entry.collection === "bindings") {
    throw notImplemented(`create bindings at pods/<name>/binding: "bindings" is not implemented by this server`);
  }
  switch (verb) {
    case "get":
      return getObject(state, request);
    case "list": {
      const result = await listObjects(state, entry, path.namespace, request.query, request.request.signal);
      return { type: "list", entry, ...result };
    }
    case "create":
      return create(state, request);
    case "update":
      return update(state, request, "object");
    case "patch":
      return patch(state, request, "object");
    case "delete":
      return remove(state, request);
    case "deletecollection":
      return removeCollection(state, request);
    default:
      throw methodNotAllowed();
  }
}

const reviewed = new Set(["authentication.k8s.io", "authorization.k8s.io"]);

/** The parts of objects that are read and written as the whole is. */
const parts: ReadonlyMap<string, UpdatedPart> = new Map([
  ["status", "status"],
  ["finalize", "finalizers"],
  ["ephemeralcontainers", "ephemeralContainers"],
]);

async function answerSubresource(state: ServerState, request: ResourceRequest, subresource: string): Promise<Answer> {
  const { entry } = request;
  if (subresource === "scale") return answerScale(state, request);
  const part = parts.get(subresource);
  if (part !== undefined) {
    const { method } = request.request;
    if (method === "GET") return getObject(state, request);
    return method === "PUT" ? update(state, request, part) : patch(state, request, part);
  }
  if (entry.collection === "pods" && subresource === "binding") return answerBinding(state, request);
  if (entry.collection === "pods" && subresource === "eviction") return answerEviction(state, request);
  if (entry.collection === "serviceaccounts" && subresource === "token") return answerTokenRequest(state, request);
  if (entry.collection === "pods" && subresource === "log") return answerLog(state, request);
  throw notImplemented(`"${qualified(entry)}/${subresource}" is not implemented by this server`);
}

async function getObject(state: ServerState, { entry, path, query, request }: ResourceRequest): Promise<Answer> {
  await waitForRevision(state, revisionOf(query.get("resourceVersion") ?? ""), request.signal);
  const { namespace, name = "" } = path;
  const object = state.store.get(entry.collection, keyOf(namespace, name));
  if (!object) throw notFound(entry, name);
  return { type: "object", code: 200, entry, object };
}

const warnInto =
  (warnings: string[]) =>
  (text: string): void =>
    void warnings.push(text);

function create(state: ServerState, { entry, path, query, request, warnings }: ResourceRequest): Answer {
  const { dryRun } = writeOptions(query, "CreateOptions");
  const sent = decodeObject(request, entry, state.registry, fieldValidationOf(query, warnings));
  const owner = { manager: managerName(query, request.headers) };
  const options = { dryRun, owner, user: request.user, warn: warnInto(warnings) };
  return { type: "object", code: 201, entry, object: createObject(state, entry, path.namespace, sent, options) };
}

function update(state: ServerState, resource: ResourceRequest, part: UpdatedPart): Answer {
  const { entry, path, query, request, warnings } = resource;
  const { dryRun } = writeOptions(query, "UpdateOptions");
  const sent = decodeObject(request, entry, state.registry, fieldValidationOf(query, warnings));
  const { namespace, name = "", subresource } = path;
  const { object, created } = updateObject(state, entry, sent, {
    namespace,
    name,
    part,
    dryRun,
    uidIsPrecondition: true,
    owner: { manager: managerName(query, request.headers), subresource },
    user: request.user,
    warn: warnInto(warnings),
  });
  return { type: "object", code: created ? 201 : 200, entry, object };
}

function patch(state: ServerState, resource: ResourceRequest, part: UpdatedPart): Answer {
  const { entry, path, query, request, warnings } = resource;
  if (patchTypeOf(request, entry) === applyPatch) return apply(state, resource, part);
  const { dryRun } = writeOptions(query, "PatchOptions");
  const change = readPatch(request, entry);
  const { namespace, name = "", subresource } = path;
  const stored = state.store.get(entry.collection, keyOf(namespace, name));
  if (!stored) throw notFound(entry, name);
  const next = patched(entry, stored, change, fieldValidationOf(query, warnings));
  const owner = { manager: managerName(query, request.headers), subresource };
  const warn = warnInto(warnings);
  const options = {
    namespace,
    name,
    part,
    dryRun,
    uidIsPrecondition: false,
    fail: unfitPatch(next),
    owner,
    warn,
    user: request.user,
  };
  const { object } = updateObject(state, entry, next, options);
  return { type: "object", code: 200, entry, object };
}

/** Server-side apply: creates what is not there. */
function apply(state: ServerState, resource: ResourceRequest, part: UpdatedPart): Answer {
  const { entry, path, query, request, warnings } = resource;
  const { dryRun, force } = writeOptions(query, "PatchOptions", true);
  const { object: sent, check } = readApplied(request);
  const { namespace, name = "", subresource } = path;
  const stored = state.store.get(entry.collection, keyOf(namespace, name));
  if (!stored && part !== "object") throw notFound(entry, name);
  const manager = query.get("fieldManager") ?? "";
  const kind = ownedKind(state, entry, subresource);
  const result = applied(
    state,
    kind,
    { manager, subresource, applied: sent, force },
    stored && seenBy(entry, stored),
  ).object;
  // What is applied to a custom resource was checked by its type already, and is not decoded once more.
  const next = entry.custom ? result : typed(entry, result);
  check(query, warnings);
  const warn = warnInto(warnings);
  if (stored) {
    const options = { namespace, name, part, dryRun, uidIsPrecondition: false, warn, user: request.user };
    const { object } = updateObject(state, entry, next, options);
    return { type: "object", code: 200, entry, object };
  }
  checkNew(entry, name, next);
  const options = { dryRun, user: request.user, warn };
  return { type: "object", code: 201, entry, object: createObject(state, entry, namespace, next, options) };
}

/** What an apply may not say of an object that it creates. */
function checkNew(entry: ResourceEntry, name: string, next: JsonObject): void {
  const uid = valueAt(next, ["metadata", "uid"]) ?? "";
  if (uid !== "") {
    const detail = `uid mismatch: the provided object specified uid ${goText(uid)}, and no existing object was found`;
    throw conflict(entry, name, detail);
  }
  checkName(next, name);
  // There is nothing that it could be the version of.
  if (isObject(next["metadata"])) delete next["metadata"]["resourceVersion"];
}

function remove(state: ServerState, { entry, path, query, request, warnings }: ResourceRequest): Answer {
  const options = readDeleteOptions(request, query, entry);
  warnings.push(...deletionWarnings(entry, options));
  const { namespace, name = "" } = path;
  const { object, gone } = deleteObject(state, entry, namespace, name, options);
  if (!gone) return { type: "object", code: options.accepted ? 202 : 200, entry, object };
  if (entry.rules.returnsDeleted) return { type: "object", code: 200, entry, object };
  const details: JsonObject = {
    name,
    ...(entry.group !== "" && { group: entry.group }),
    kind: entry.resource,
    uid: object.metadata.uid,
  };
  const value = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
  return { type: "value", code: 200, value };
}

/** Deletes all that the query selects, and answers with what was there. */
async function removeCollection(state: ServerState, resource: ResourceRequest): Promise<Answer> {
  const { entry, path, query, request, warnings } = resource;
  const options = readDeleteOptions(request, query, entry);
  warnings.push(...deletionWarnings(entry, options));
  const selected = selectionOf(entry, parseListQuery(query, false));
  const { items, metadata } = await listObjects(state, entry, path.namespace, query, request.signal);
  for (const {
    metadata: { namespace, name },
  } of items) {
    // What went or changed sides in the meantime is not for this request.
    const current = state.store.get(entry.collection, keyOf(namespace, name));
    if (current && selected(current)) deleteObject(state, entry, namespace, name, options);
  }
  return { type: "list", entry, items, metadata };
}
