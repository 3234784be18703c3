import { JsonPathError } from "./errors.ts";

/**
 * The template that an expression of `kubectl -o custom-columns` or `--sort-by` means: braces and the first dot may be
 * left out, so that `metadata.name`, `.metadata.name` and `{metadata.name}` are all `{.metadata.name}`. The empty
 * expression stays empty. Throws a {@link JsonPathError} on braces elsewhere.
 */
export function relaxedTemplate(expression: string): string {
  if (expression === "") return "";
  const [, inBraces, bare] = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression) ?? [];
  const path = inBraces ?? bare;
  if (path !== undefined) return `{.${path}}`;
  const forms = "a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'";
  throw new JsonPathError(`unexpected path string, expected ${forms}`, expression, 0);
}
