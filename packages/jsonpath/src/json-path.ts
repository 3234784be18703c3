import { evaluate } from "./evaluate.ts";
import { formatJson, formatResult } from "./go-format.ts";
import { parse } from "./parse.ts";
import type { Values } from "./steps.ts";
import { plain } from "./values.ts";

/** How strict a template is. */
export interface JsonPathOptions {
  /**
   * True: a field that is missing gives nothing. False, the default: it is an error. kubectl's `-o jsonpath` and printer
   * columns of custom resources allow them.
   */
  readonly allowMissingKeys?: boolean | undefined;
}

/** A template, read once and good for any number of objects. Its methods throw a `JsonPathError`. */
export interface JsonPath {
  readonly template: string;
  /**
   * What was found: a list for each text and each pair of braces of the template, in order, and one for each turn of a
   * range. The values are those of the data, not copies. `undefined` is the element of a range that is null.
   */
  find(data: unknown): unknown[][];
  /** What kubectl prints: texts as they are, results of one pair of braces separated by spaces, objects as JSON. */
  print(data: unknown): string;
  /** What `kubectl -o jsonpath-as-json` prints: a JSON array for each list of `find`, indented, each with its newline. */
  printJson(data: unknown): string;
}

/** Reads a template in kubectl's dialect (F165), such as `{.items[*].metadata.name}`. Throws a `JsonPathError`. */
export function parseJsonPath(template: string, options: JsonPathOptions = {}): JsonPath {
  const { allowMissingKeys = false } = options;
  const steps = parse(template);
  const run = (data: unknown): Values[] => evaluate(steps, data, allowMissingKeys);
  return {
    template,
    find: (data) => run(data).map((values) => values.map(plain)),
    print: (data) =>
      run(data)
        .map((values) => values.map(formatResult).join(" "))
        .join(""),
    printJson: (data) =>
      run(data)
        .map((values) => `${formatJson(values, "    ")}\n`)
        .join(""),
  };
}
