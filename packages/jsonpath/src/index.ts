export { parseJsonPath, type JsonPath, type JsonPathOptions } from "./json-path.ts";
export { relaxedTemplate } from "./relaxed-template.ts";
export { JsonPathError } from "./errors.ts";
