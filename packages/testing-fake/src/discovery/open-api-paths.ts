import { apiVersionOf } from "@kubets/apimachinery";
import type { JsonObject } from "../json.ts";
import { metaSchema, reference } from "./open-api-schemas.ts";
import type { BuiltInResource, BuiltInSubresource } from "../resources/built-in-resource.ts";

/** The schema of a kind by name, or undefined where there is none to refer to. */
export type SchemaNameOf = (gvk: { group: string; version: string; kind: string }) => string | undefined;

export interface PathOptions {
  readonly schemaNameOf: SchemaNameOf;
  /** Custom resources know no strategic merge patch. */
  readonly strategicMerge: boolean;
}

const text: JsonObject = { type: "string", uniqueItems: true };
const boolean: JsonObject = { type: "boolean", uniqueItems: true };
const integer: JsonObject = { type: "integer", uniqueItems: true };

const query = (name: string, schema: JsonObject): JsonObject => ({ in: "query", name, schema });
const inPath = (name: string): JsonObject => ({ in: "path", name, required: true, schema: text });

const writeParameters = [query("dryRun", text), query("fieldManager", text), query("fieldValidation", text)];
const deleteParameters = [
  query("dryRun", text),
  query("gracePeriodSeconds", integer),
  query("orphanDependents", boolean),
  query("propagationPolicy", text),
];
const listParameters = [
  query("allowWatchBookmarks", boolean),
  query("continue", text),
  query("fieldSelector", text),
  query("labelSelector", text),
  query("limit", integer),
  query("resourceVersion", text),
  query("resourceVersionMatch", text),
  query("sendInitialEvents", boolean),
  query("timeoutSeconds", integer),
  query("watch", boolean),
];
const collectionDeleteParameters = [
  query("continue", text),
  query("fieldSelector", text),
  query("labelSelector", text),
  query("limit", integer),
  query("resourceVersion", text),
  ...deleteParameters,
];

/**
 * The paths of a group version's resources: which method does what to which kind, with which parameters, bodies and
 * answers. That is what kubectl reads to explain a kind and to learn that the server validates fields. Deprecated watch
 * paths, proxies and streams are left out.
 */
export function openApiPaths(resources: readonly BuiltInResource[], options: PathOptions): JsonObject {
  const paths: JsonObject = {};
  for (const resource of resources) {
    const prefix = resource.group === "" ? "/api" : "/apis";
    const root = `${prefix}/${apiVersionOf(resource)}`;
    const namespaced = resource.scope === "Namespaced";
    const collection = `${root}${namespaced ? "/namespaces/{namespace}" : ""}/${resource.resource}`;
    const parameters = [...(namespaced ? [inPath("namespace")] : []), query("pretty", text)];
    const operations = operationsOf(resource, options);

    const onCollection = pick(operations, { get: "list", post: "create", delete: "deletecollection" });
    if (Object.keys(onCollection).length > 0) paths[collection] = { ...onCollection, parameters };
    if (namespaced && operations["list"]) {
      const everywhere = { ...operations["list"], parameters: undefined };
      paths[`${root}/${resource.resource}`] = {
        get: everywhere,
        parameters: [...listParameters, query("pretty", text)],
      };
    }
    const onItem = pick(operations, { get: "get", put: "update", delete: "delete", patch: "patch" });
    const itemParameters = [inPath("name"), ...parameters];
    if (Object.keys(onItem).length > 0) paths[`${collection}/{name}`] = { ...onItem, parameters: itemParameters };

    for (const subresource of resource.subresources) {
      const onSubresource = pick(operationsOf(resource, options, subresource), {
        get: "get",
        put: "update",
        patch: "patch",
        post: "create",
      });
      if (Object.keys(onSubresource).length === 0 || streams.has(subresource.name)) continue;
      paths[`${collection}/{name}/${subresource.name}`] = { ...onSubresource, parameters: itemParameters };
    }
  }
  return paths;
}

/** Subresources that are no objects: bytes flow through them. */
const streams = new Set(["attach", "exec", "log", "portforward", "proxy"]);

function pick(operations: Record<string, JsonObject>, methods: Record<string, string>): JsonObject {
  const picked: JsonObject = {};
  for (const [method, verb] of Object.entries(methods)) if (operations[verb]) picked[method] = operations[verb];
  return picked;
}

function operationsOf(
  resource: BuiltInResource,
  { schemaNameOf, strategicMerge }: PathOptions,
  subresource?: BuiltInSubresource,
): Record<string, JsonObject> {
  const { group, version, kind } = subresource ?? resource;
  const custom = !strategicMerge;
  const object = schemaNameOf({ group, version, kind });
  const list = schemaNameOf({ group, version, kind: `${kind}List` });
  const status = metaSchema("Status");
  // Documents of custom resources name the resource's kind at their subresources too.
  const gvk = custom
    ? { group: resource.group, version: resource.version, kind: resource.kind }
    : { group, version, kind };

  const answers = (name: string | undefined, ...codes: string[]): JsonObject => {
    const content = name === undefined ? {} : { content: { "application/json": { schema: reference(name) } } };
    const responses = codes.map((code) => [code, { ...content, description: "" }]);
    return Object.fromEntries([...responses, ["401", { description: "" }]]) as JsonObject;
  };
  const takes = (name: string | undefined): JsonObject =>
    name === undefined ? {} : { requestBody: { content: { "*/*": { schema: reference(name) } }, required: true } };
  const does = (action: string): JsonObject => ({
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": gvk,
  });
  const options = { requestBody: { content: { "*/*": { schema: reference(metaSchema("DeleteOptions")) } } } };
  const patchTypes = ["apply-patch+yaml", "json-patch+json", "merge-patch+json"];
  if (strategicMerge) patchTypes.push("strategic-merge-patch+json");
  const patch = { schema: reference(metaSchema("Patch")) };

  // What is deleted is answered whole by core types, by a Status by the others; written is what most clients meet.
  const all: Record<string, JsonObject> = {
    list: { parameters: listParameters, responses: answers(list, "200"), ...does("list") },
    get: { responses: answers(object, "200"), ...does("get") },
    create: {
      parameters: writeParameters,
      ...takes(object),
      responses: answers(object, "200", "201", "202"),
      ...does("post"),
    },
    update: { parameters: writeParameters, ...takes(object), responses: answers(object, "200", "201"), ...does("put") },
    patch: {
      parameters: [...writeParameters, query("force", boolean)],
      requestBody: {
        content: Object.fromEntries(patchTypes.map((type) => [`application/${type}`, patch])),
        required: true,
      },
      responses: answers(object, "200", "201"),
      ...does("patch"),
    },
    delete: { parameters: deleteParameters, ...options, responses: answers(status, "200", "202"), ...does("delete") },
    deletecollection: {
      parameters: collectionDeleteParameters,
      ...options,
      responses: answers(status, "200"),
      ...does("deletecollection"),
    },
  };
  const verbs = new Set<string>((subresource ?? resource).verbs);
  return Object.fromEntries(Object.entries(all).filter(([verb]) => verbs.has(verb)));
}
