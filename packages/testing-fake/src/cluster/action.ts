import type { UnstructuredObject } from "@kubets/apimachinery";
import type { ApiServerRequest, UserInfo } from "../http/api-server.ts";
import { parseYaml } from "../schema/parse-yaml.ts";
import { bytesOf, decodeAny, mediaTypeOf, textOf } from "../http/codec.ts";
import type { RequestVerb } from "../http/handle-resource.ts";
import { isObject } from "../json.ts";
import type { ResourcePath } from "../http/request-info.ts";

/**
 * What a request wants done to a resource. Everything in it is a copy of its own: changing it changes nothing else, and
 * what happens to objects later does not show here.
 */
export interface Action {
  readonly verb: RequestVerb;
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural: `pods`. */
  readonly resource: string;
  readonly subresource: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly user: UserInfo;
  /** `labelSelector`, `fieldSelector`, `dryRun`, `fieldManager`, … as they were sent. */
  readonly query: URLSearchParams;
  /** What a create, an update, an apply or a delete sends, from JSON, YAML or protobuf; absent where it does not decode. */
  readonly object: UnstructuredObject | undefined;
  /** What a patch sends: its media type, such as `application/merge-patch+json`, and its content. */
  readonly patch: { readonly type: string; readonly value: unknown } | undefined;
}

/** Describes a request for a resource. Its body is decoded when it is looked at, once. */
export function actionOf(
  verb: RequestVerb,
  path: ResourcePath,
  query: URLSearchParams,
  request: Pick<ApiServerRequest, "headers" | "body" | "user">,
): Action {
  let patch: { readonly value: Action["patch"] } | undefined;
  let object: { readonly value: Action["object"] } | undefined;
  const readPatch = (): Action["patch"] => (patch ??= { value: patchOf(verb, request) }).value;
  return {
    verb,
    group: path.group,
    version: path.version,
    resource: path.resource,
    subresource: path.subresource,
    namespace: path.namespace,
    name: path.name,
    user: { ...request.user, groups: [...request.user.groups] },
    query: new URLSearchParams(query),
    get patch() {
      return readPatch();
    },
    get object() {
      return (object ??= { value: objectOf(verb, request, readPatch) }).value;
    },
  };
}

const applyType = "application/apply-patch+yaml";

function objectOf(
  verb: RequestVerb,
  request: Pick<ApiServerRequest, "headers" | "body">,
  readPatch: () => Action["patch"],
): UnstructuredObject | undefined {
  if (verb === "patch") {
    const patch = readPatch();
    return patch?.type === applyType && isObject(patch.value) ? patch.value : undefined;
  }
  if (!request.body || request.body.length === 0) return undefined;
  try {
    return decodeAny(request, {});
  } catch {
    return undefined;
  }
}

function patchOf(verb: RequestVerb, request: Pick<ApiServerRequest, "headers" | "body">): Action["patch"] {
  if (verb !== "patch") return undefined;
  try {
    // YAML reads JSON too, and an apply may be either.
    return { type: mediaTypeOf(request), value: parseYaml(textOf(bytesOf(request))).value };
  } catch {
    return undefined;
  }
}
