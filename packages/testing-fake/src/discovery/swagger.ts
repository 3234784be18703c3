import { headerValue, type Header } from "@kubets/rest";
import type { ApiServerResponse } from "../http/api-server.ts";
import { contentHash, isNotModified } from "../http/content-hash.ts";
import { clauses } from "../http/negotiate.ts";
import type { JsonObject } from "../json.ts";
import type { ResourceRegistry } from "../resources/resource-registry.ts";
import { swaggerPaths } from "./swagger-paths.ts";
import { swaggerProtobuf } from "./swagger-protobuf.ts";
import { swaggerSchemas } from "./swagger-schema.ts";

/** The OpenAPI v2 document of a server: one for all that it serves. */
export interface Swagger {
  /** The document in JSON or protobuf, whichever the client would rather have. */
  answer(headers: readonly Header[]): Promise<ApiServerResponse>;
}

/** What a document of OpenAPI v3 has of the resources that it is about. */
export interface DescribedResources {
  readonly paths: JsonObject;
  readonly schemas: JsonObject;
}

interface Document {
  readonly json: string;
  readonly protobuf: () => Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

const protobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
/** What clients ask for has a character that no media type may have; the answer's does not. */
const asProtobuf = new Set([protobufType, "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"]);
const asJson = new Set(["application/json", "application/*", "*/*"]);

/** Creates the document of what `describe` says of a registry, when it is first asked for and again when that changed. */
export function createSwagger(
  registry: Pick<ResourceRegistry, "generation">,
  describe: () => Promise<readonly DescribedResources[]>,
): Swagger {
  let made: { readonly generation: number; readonly document: Promise<Document> } | undefined;
  return {
    async answer(headers) {
      const accepted = clauses(headerValue(headers, "accept") || "*/*").map(({ type }) => type);
      const type = accepted.find((one) => asProtobuf.has(one) || asJson.has(one));
      const common: Header[] = [["vary", "Accept"]];
      if (type === undefined) return { status: 406, headers: common, body: "" };
      if (made?.generation !== registry.generation) {
        made = { generation: registry.generation, document: describe().then(documentOf) };
      }
      const { json, protobuf, etag } = await made.document;
      const caching: Header[] = [...common, ["etag", etag]];
      if (isNotModified(headers, etag)) return { status: 304, headers: caching, body: "" };
      return asProtobuf.has(type)
        ? { status: 200, headers: [["content-type", protobufType], ...caching], body: protobuf() }
        : { status: 200, headers: [["content-type", "application/json"], ...caching], body: json };
    },
  };
}

async function documentOf(described: readonly DescribedResources[]): Promise<Document> {
  const paths: JsonObject = Object.assign({}, ...described.map((one) => one.paths)) as JsonObject;
  const schemas: JsonObject = Object.assign({}, ...described.map((one) => one.schemas)) as JsonObject;
  const document: JsonObject = {
    swagger: "2.0",
    info: { title: "Kubernetes", version: "v1.37.1" },
    paths: swaggerPaths(byName(paths)),
    definitions: swaggerSchemas(byName(schemas)),
    securityDefinitions: { BearerToken: { type: "apiKey", name: "authorization", in: "header" } },
  };
  const json = JSON.stringify(document);
  let protobuf: Uint8Array<ArrayBuffer> | undefined;
  return { json, protobuf: () => (protobuf ??= swaggerProtobuf(document)), etag: `"${await contentHash(json)}"` };
}

function byName(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
