import { goText, goType } from "../go-text.ts";
import { isObject, valueAt, type JsonObject } from "../json.ts";
import { invalidValue, type FieldProblem } from "../http/status.ts";

/** What is wrong with the fields that a definition's scale subresource points to. */
export function scaleProblems(
  object: Readonly<JsonObject>,
  version: JsonObject,
  part: "spec" | "status",
): FieldProblem[] {
  const scale = valueAt(version, ["subresources", "scale"]);
  if (!isObject(scale)) return [];
  const path = scale[part === "spec" ? "specReplicasPath" : "statusReplicasPath"];
  const selector = part === "status" ? scale["labelSelectorPath"] : undefined;
  return [
    ...(typeof path === "string" ? countProblems(object, path) : []),
    ...(typeof selector === "string" && selector !== "" ? textProblems(object, selector) : []),
  ];
}

function countProblems(object: Readonly<JsonObject>, path: string): FieldProblem[] {
  const found = find(object, path);
  if (typeof found === "string") return [invalidValue(path, 0, found)];
  const value = found?.value;
  if (value === undefined) return [];
  if (typeof value !== "number" || !Number.isInteger(value)) {
    return [invalidValue(path, 0, accessorError(path, value, "int64"))];
  }
  if (value < 0) return [invalidValue(path, value, "should be a non-negative integer")];
  return value > 2_147_483_647 ? [invalidValue(path, value, "should be less than or equal to 2147483647")] : [];
}

function textProblems(object: Readonly<JsonObject>, path: string): FieldProblem[] {
  const found = find(object, path);
  if (typeof found === "string") return [invalidValue(path, "", found)];
  const value = found?.value;
  return value === undefined || typeof value === "string"
    ? []
    : [invalidValue(path, "", accessorError(path, value, "string"))];
}

/** The value at a path; undefined where a part is missing, a complaint where a part is no object. */
function find(object: Readonly<JsonObject>, path: string): { readonly value: unknown } | string | undefined {
  const parts = path.replace(/^\./, "").split(".");
  let value: unknown = object;
  for (const [index, part] of parts.entries()) {
    if (value === null) return undefined;
    if (!isObject(value)) return accessorError(parts.slice(0, index + 1).join("."), value, "map[string]interface{}");
    if (!Object.hasOwn(value, part)) return undefined;
    value = value[part];
  }
  return { value };
}

function accessorError(path: string, value: unknown, wanted: string): string {
  return `.${path.replace(/^\./, "")} accessor error: ${goText(value)} is of the type ${goType(value)}, expected ${wanted}`;
}
