import { fieldOf, isObject } from "../json.ts";
import { goJson } from "../go-text.ts";
import { duplicateValue, invalidValue, type FieldProblem } from "../http/status.ts";
import type { Schema } from "./schema.ts";

/** What lists of type set hold twice, and which keys lists of type map have twice. */
export function uniquenessProblems(value: unknown, schema: Schema | undefined, path = ""): FieldProblem[] {
  if (!schema) return [];
  if (Array.isArray(value)) {
    const problems =
      schema.listType === "set"
        ? repeated(value).map((index) => duplicateValue(`${path}[${index}]`, value[index]))
        : schema.listType === "map"
          ? keyProblems(value, schema.listMapKeys, path)
          : [];
    return [
      ...problems,
      ...value.flatMap((element, index) => uniquenessProblems(element, schema.items, `${path}[${index}]`)),
    ];
  }
  if (!isObject(value)) return [];
  return Object.keys(value).flatMap((field) => {
    const known = schema.properties.get(field);
    if (known) return uniquenessProblems(value[field], known, path === "" ? field : `${path}.${field}`);
    return uniquenessProblems(value[field], schema.additionalProperties?.schema, `${path}[${field}]`);
  });
}

function keyProblems(list: readonly unknown[], keys: readonly string[], path: string): FieldProblem[] {
  const stray = list.findIndex((element) => element !== null && !isObject(element));
  if (stray !== -1) {
    return [invalidValue(`${path}[${stray}]`, list[stray], "must be an object for an array of list-type map")];
  }
  const found = list.map((element) => {
    if (!isObject(element)) return {};
    return Object.fromEntries(
      keys.filter((key) => Object.hasOwn(element, key)).map((key) => [key, fieldOf(element, key)]),
    );
  });
  return repeated(found).map((index) => duplicateValue(`${path}[${index}]`, found[index]));
}

/** Where something stands for the second time; a third time is not told. */
function repeated(list: readonly unknown[]): number[] {
  const seen = new Map<string, number>();
  const indices: number[] = [];
  for (const [index, element] of list.entries()) {
    const text = goJson(element);
    const times = (seen.get(text) ?? 0) + 1;
    seen.set(text, times);
    if (times === 2) indices.push(index);
  }
  return indices;
}
