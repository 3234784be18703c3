export { generateFromCrds, generateFromOpenApi } from "./generate.ts";
export type { OpenApiSources } from "./open-api.ts";
export type { EmitOptions } from "./emit-module.ts";
export type { GeneratedFile, SourceDocument } from "./model.ts";
