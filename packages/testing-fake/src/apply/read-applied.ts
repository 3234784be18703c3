import { parseYaml } from "../schema/parse-yaml.ts";
import { bytesOf, textOf, type RequestBody } from "../http/codec.ts";
import { isObject, type JsonObject } from "../json.ts";
import { badRequest } from "../http/status.ts";

/** What a request applies. */
export interface Applied {
  readonly object: JsonObject;
  /** Refuses keys that stand twice, or warns of them, as the query asks for it. To be called after the apply itself. */
  readonly check: (query: URLSearchParams, warnings: string[]) => void;
}

/** Reads what is applied: YAML, and so JSON too. Of keys that stand twice the last counts. */
export function readApplied(request: RequestBody): Applied {
  const text = textOf(bytesOf(request));
  let parsed: ReturnType<typeof parseYaml>;
  try {
    parsed = isBlank(text) ? { value: {} } : parseYaml(text);
  } catch (error) {
    throw badRequest(`error encoding patch: yaml: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { value, problems = [] } = parsed;
  const object = value ?? {};
  if (!isObject(object)) {
    const found = Array.isArray(object) ? "array" : typeof object === "boolean" ? "bool" : typeof object;
    throw badRequest(
      `error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
    );
  }
  return {
    object,
    check(query, warnings) {
      const validation = query.get("fieldValidation") ?? "";
      if (problems.length === 0 || validation === "Ignore") return;
      if (validation === "Strict") {
        throw badRequest(`error strict decoding patch: error converting YAML to JSON: ${problems.join("\n")}`);
      }
      for (const problem of problems) warnings.push(problem.split("\n").at(-1)?.trim() ?? "");
    },
  };
}

/** Nothing but comments is no document at all. */
function isBlank(text: string): boolean {
  return text.split("\n").every((line) => /^\s*(?:#.*)?$/.test(line));
}
