import type { Declaration, Field, TypeExpression, TypeReference } from "./model.ts";
import { isIdentifier } from "./names.ts";

/** The names of the module in which something is printed. */
export interface Names {
  /** What a type is called here, which is another name than its own where the module has a type of that name. */
  of(reference: TypeReference): string;
  /** Whether the module declares a type of this name, and so hides a global one. */
  declares(name: string): boolean;
}

/** Prints a declaration with its doc comment. */
export function emitDeclaration({ name, doc, body }: Declaration, names: Names): string {
  const comment = emitDoc(doc, "");
  if (body.kind === "alias") {
    // An index signature may hold the type that is being declared, a Record may not.
    const inAlias: Names = { of: (reference) => names.of(reference), declares: () => true };
    return `${comment}export type ${name} = ${emitType(body.type, inAlias)};\n`;
  }
  const base = body.extends && names.of(body.extends.base);
  const argument = body.extends?.argument === undefined ? "" : `<${names.of(body.extends.argument)}>`;
  const heading = `${comment}export interface ${name}${base === undefined ? "" : ` extends ${base}${argument}`}`;
  const lines = body.fields.map((field) => emitField(field, names));
  if (body.open === true) lines.push("  [field: string]: unknown;\n");
  return `${heading} {\n${lines.join("")}}\n`;
}

function emitField({ name, type, optional, doc }: Field, names: Names): string {
  const key = isIdentifier(name) ? name : JSON.stringify(name);
  return `${emitDoc(doc, "  ")}  ${key}${optional ? "?" : ""}: ${emitType(type, names)};\n`;
}

/** Prints a type as it stands after a colon. */
function emitType(type: TypeExpression, names: Names): string {
  switch (type.kind) {
    case "keyword":
      return type.name;
    case "literal":
      return JSON.stringify(type.value);
    case "array":
      return type.of.kind === "union" ? `(${emitType(type.of, names)})[]` : `${emitType(type.of, names)}[]`;
    case "map":
      return names.declares("Record")
        ? `{ [key: string]: ${emitType(type.of, names)} }`
        : `Record<string, ${emitType(type.of, names)}>`;
    case "union":
      return type.of.map((member) => emitType(member, names)).join(" | ");
    default:
      return names.of(type);
  }
}

/** Prints a doc comment, on one line where it fits; nothing for no text. */
function emitDoc(doc: string | undefined, indent: string): string {
  const lines = (doc ?? "")
    .replaceAll("*/", "*\\/")
    .split("\n")
    .map((line) => line.trimEnd());
  while (lines.at(-1) === "") lines.pop();
  while (lines[0] === "") lines.shift();
  const [first, ...more] = lines;
  if (first === undefined) return "";
  if (more.length === 0) return `${indent}/** ${first.trim()} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === "" ? "" : ` ${line}`}\n`).join("")}${indent} */\n`;
}
