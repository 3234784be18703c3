import { required, type FieldProblem } from "../http/status.ts";
import type { Schema } from "./schema.ts";

/** What `allOf` and the like narrow down without the shape of it being described outside of them. */
export function completenessProblems(schema: Schema, path: string): FieldProblem[] {
  return narrowed(schema, schema, path, path);
}

function narrowed(narrowing: Schema, shape: Schema | undefined, path: string, at: string): FieldProblem[] {
  if (!shape) return [required(path, `because it is defined in ${at}`)];
  const each = (schemas: readonly Schema[], word: string): FieldProblem[] =>
    schemas.flatMap((inner, index) => part(inner, shape, path, `${at}.${word}[${index}]`));
  return [
    ...(narrowing.not ? part(narrowing.not, shape, path, `${at}.not`) : []),
    ...each(narrowing.allOf, "allOf"),
    ...each(narrowing.anyOf, "anyOf"),
    ...each(narrowing.oneOf, "oneOf"),
  ];
}

function part(narrowing: Schema, shape: Schema | undefined, path: string, at: string): FieldProblem[] {
  if (!shape) return [required(path, `because it is defined in ${at}`)];
  const problems = narrowed(narrowing, shape, path, at);
  if (narrowing.items) problems.push(...part(narrowing.items, shape.items, `${path}.items`, `${at}.items`));
  for (const [name, inner] of narrowing.properties) {
    const place = `properties[${name}]`;
    const known = shape.properties.get(name);
    if (known) problems.push(...part(inner, known, `${path}.${place}`, `${at}.${place}`));
    else problems.push(required(`${path}.${place}`, `because it is defined in ${at}.${place}`));
  }
  return problems;
}
