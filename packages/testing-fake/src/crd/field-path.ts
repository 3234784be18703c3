import { controlCharacters } from "../go-text.ts";
import type { Schema } from "./schema.ts";

/** A path that a definition names, resolved: `spec.host` as messages write it, and what the schema says of it. */
export interface FoundField {
  readonly path: string;
  /** The first name of the path. */
  readonly root: string;
  readonly schema: Schema | undefined;
}

/** Finds `.spec.host`, or with `brackets` also `.spec['host']`, in a schema; a text says why there is no such field. */
export function findField(
  jsonPath: string,
  root: Schema,
  { brackets }: { readonly brackets: boolean },
): FoundField | string {
  const tokens = tokensOf(jsonPath);
  let schema: Schema | undefined = root;
  let path = "";
  let first = "";
  const enter = (name: string): string | undefined => {
    if (!schema || (schema.properties.size === 0 && !schema.additionalProperties)) {
      return "does not refer to a valid field";
    }
    if (schema.properties.size > 0) {
      path = path === "" ? name : `${path}.${name}`;
      if (first === "") first = name;
      schema = schema.properties.get(name);
      return schema ? undefined : "does not refer to a valid field";
    }
    path = `${path}[${name}]`;
    if (first === "") first = `[${name}]`;
    schema = schema.additionalProperties?.schema;
    return undefined;
  };
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index];
    if (token === ".") {
      const name = tokens[++index];
      if (name === undefined) return "unexpected end of JSON path";
      const problem = enter(name);
      if (problem !== undefined) return problem;
    } else if (token === "[") {
      if (!brackets) return "array notation is not allowed";
      const quoted = tokens[++index];
      if (quoted === undefined) return "unexpected end of JSON path";
      if (!/^'.*'$/s.test(quoted) || quoted.length < 2) return `expected single quoted string but got ${quoted}`;
      const name = unescapeText(quoted.slice(1, -1));
      if (typeof name === "object") return `invalid string literal: invalid escape char ${name.invalid}`;
      const problem = enter(name);
      if (problem !== undefined) return problem;
      const end = tokens[++index];
      if (end === undefined) return "unexpected end of JSON path";
      if (end !== "]") return `expected ] but got ${end}`;
    } else {
      return `expected [ or . but got: ${token}`;
    }
  }
  return { path, root: first, schema };
}

/** Dots, brackets, quoted texts, and what stands between them. */
function tokensOf(path: string): string[] {
  return path.match(/[.[\]]|'(?:[^'\\]|\\.|\\)*'|[^.[\]]+/gs) ?? [];
}

const escapes: Readonly<Record<string, string>> = {
  ...controlCharacters,
  "'": "'",
  "\\": "\\",
};

function unescapeText(text: string): string | { readonly invalid: string } {
  let invalid: string | undefined;
  const plain = text.replaceAll(/\\./gs, (escape) => {
    const character = escapes[escape[1] ?? ""];
    if (character === undefined) invalid ??= escape;
    return character ?? "";
  });
  return invalid === undefined ? plain : { invalid };
}
