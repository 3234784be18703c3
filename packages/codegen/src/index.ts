// Types and descriptors as text
export { generateFromCrds, generateFromOpenApi } from "./generate.ts";
export type { OpenApiSources } from "./open-api.ts";
export type { EmitOptions } from "./emit-module.ts";
export type { GeneratedFile, SourceDocument } from "./model.ts";

// A resource of your own, from schemas
export {
  defineCustomResource,
  type CustomObject,
  type CustomResource,
  type CustomResourceDefinitionObject,
  type CustomResourceDefinitionOptions,
} from "./define-custom-resource.ts";
export type { InputOf, StandardJsonSchema } from "./standard-schema.ts";
