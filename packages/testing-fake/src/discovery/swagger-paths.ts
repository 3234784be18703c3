import { isObject, type JsonObject } from "../json.ts";
import { swaggerSchema } from "./swagger-schema.ts";

const produced = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/** The paths of OpenAPI v3 in OpenAPI v2: bodies are parameters, and media types stand beside them. */
export function swaggerPaths(paths: JsonObject): JsonObject {
  return mapped(paths, (item) =>
    mapped(item, (part) => (Array.isArray(part) ? part.map(parameter) : isObject(part) ? operation(part) : part)),
  );
}

function operation({ parameters, requestBody, responses, ...rest }: JsonObject): JsonObject {
  const content = isObject(requestBody) && isObject(requestBody["content"]) ? requestBody["content"] : undefined;
  const given = Array.isArray(parameters) ? parameters.map(parameter) : [];
  return {
    ...rest,
    consumes: content ? Object.keys(content) : ["*/*"],
    produces: produced,
    schemes: ["https"],
    parameters: content ? [bodyOf(content, requestBody as JsonObject), ...given] : given,
    responses: isObject(responses) ? mapped(responses, response) : {},
  };
}

function bodyOf(content: JsonObject, { required }: JsonObject): JsonObject {
  return { name: "body", in: "body", ...(required === true && { required }), schema: schemaOf(content) };
}

function parameter(given: unknown): JsonObject {
  const { schema, ...rest } = given as JsonObject;
  return { ...rest, ...(isObject(schema) && schema) };
}

function response(given: unknown): JsonObject {
  const { content, description } = given as JsonObject;
  return { description, ...(isObject(content) && { schema: schemaOf(content) }) };
}

/** All media types of one body have the same schema. */
function schemaOf(content: JsonObject): JsonObject {
  const [first] = Object.values(content);
  return isObject(first) && isObject(first["schema"]) ? swaggerSchema(first["schema"]) : {};
}

function mapped(values: unknown, change: (value: unknown) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(values as JsonObject).map(([key, value]) => [key, change(value)]));
}
