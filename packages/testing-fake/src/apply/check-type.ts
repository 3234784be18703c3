import { goSyntax, goText } from "../go-text.ts";
import { isObject, type JsonObject } from "../json.ts";
import type { TypeSchema } from "../schema/type-schema.ts";
import { fieldSchema, listElement, shapeOf, UnnamedElement } from "./atoms.ts";
import { elementText, fieldElement, pathText, type PathElement } from "./path-element.ts";

/** What is wrong with an object that is to be applied, in a server's words; undefined where nothing is. */
export function typeProblem(schema: TypeSchema, object: JsonObject): string | undefined {
  const problems: string[] = [];
  const path: PathElement[] = [];
  const problem = (message: string): void => {
    problems.push(path.length === 0 ? message : `${pathText(path)}: ${message}`);
  };

  const visit = (type: TypeSchema, value: unknown): void => {
    if (value === null) return;
    switch (shapeOf(type, value)) {
      case "scalar": {
        const wrong = scalarProblem(type, value);
        if (wrong !== undefined) problem(wrong);
        return;
      }
      case "list":
        if (Array.isArray(value)) visitItems(type, value);
        else problem(`expected list, got ${wrapped(value)}`);
        return;
      default:
        if (isObject(value)) visitFields(type, value);
        else problem(`expected map, got ${wrapped(value)}`);
    }
  };

  const visitFields = (type: TypeSchema, map: JsonObject): void => {
    for (const name of Object.keys(map)) {
      path.push(fieldElement(name));
      const inner = fieldSchema(type, name);
      if (inner) visit(inner, map[name]);
      else problem("field not declared in schema");
      path.pop();
      // Servers stop at the first.
      if (!inner) return;
    }
  };

  const visitItems = (type: TypeSchema, list: readonly unknown[]): void => {
    const seen = new Set<PathElement>();
    for (const [index, item] of list.entries()) {
      let element: PathElement = `i:${index}`;
      if (type.type === "list" && type.merge !== "atomic") {
        try {
          element = listElement(type, item);
        } catch (error) {
          if (!(error instanceof UnnamedElement)) throw error;
          problem(`element ${index}: ${error.message}`);
          return;
        }
        if (seen.has(element)) problem(`duplicate entries for key ${elementText(element)}`);
        seen.add(element);
      }
      if (type.type !== "list") continue;
      path.push(element);
      visit(type.items, item);
      path.pop();
    }
  };

  visit(schema, object);
  if (problems.length === 0) return undefined;
  return problems.length === 1 ? problems.join("") : ["errors:", ...problems.map((text) => `  ${text}`)].join("\n");
}

function scalarProblem(type: TypeSchema, value: unknown): string | undefined {
  switch (type.type) {
    case "integer":
    case "number":
      return typeof value === "number" ? undefined : `expected numeric (int or float), got ${goTypeOf(value)}`;
    case "boolean":
      return typeof value === "boolean" ? undefined : `expected boolean, got ${wrapped(value)}`;
    case "string":
      if (type.format === undefined || type.format === "byte") {
        return typeof value === "string"
          ? undefined
          : `expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`;
      }
      break;
    default:
  }
  return typeof value === "object" ? `expected any scalar, got ${wrapped(value)}` : undefined;
}

/** As Go prints the wrapper of a value. */
const wrapped = (value: unknown): string => `&{${goText(value)}}`;

function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  return typeof value === "boolean" ? "bool" : typeof value;
}
