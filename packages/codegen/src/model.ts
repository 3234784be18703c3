/**
 * What a generated folder says, between reading (OpenAPI documents, CRDs) and printing (TypeScript). Readers make it,
 * emitters print it; neither knows the other.
 */

/** A type, as a field has it. */
export type TypeExpression =
  | { readonly kind: "keyword"; readonly name: "string" | "number" | "boolean" | "unknown" | "object" }
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "array"; readonly of: TypeExpression }
  | { readonly kind: "map"; readonly of: TypeExpression }
  | { readonly kind: "union"; readonly of: readonly TypeExpression[] }
  | TypeReference;

/** A type that has a name, in a module of the same output (`core/v1`) or in a package (`@kubets/apimachinery`). */
export interface TypeReference {
  readonly kind: "reference";
  readonly module: string;
  readonly name: string;
}

/** One field of an interface, by the name it has on the wire. */
export interface Field {
  readonly name: string;
  readonly type: TypeExpression;
  /** Whether a writer may leave it out. */
  readonly optional: boolean;
  readonly doc?: string | undefined;
}

/** One exported type. */
export interface Declaration {
  readonly name: string;
  readonly doc?: string | undefined;
  /** An interface, or another name for a type. */
  readonly body: InterfaceBody | { readonly kind: "alias"; readonly type: TypeExpression };
}

export interface InterfaceBody {
  readonly kind: "interface";
  readonly extends?: { readonly base: TypeReference; readonly argument?: TypeReference } | undefined;
  readonly fields: readonly Field[];
  /** Fields beyond those that are named are kept, whatever they hold. */
  readonly open?: boolean | undefined;
}

/** One resource that a server serves: becomes a descriptor. */
export interface Resource {
  readonly group: string;
  readonly version: string;
  /** Plural and lower-case. */
  readonly resource: string;
  readonly kind: string;
  readonly scope: "Namespaced" | "Cluster";
  readonly verbs: readonly string[];
  readonly subresources: readonly string[];
  /** The type of its objects. */
  readonly object: TypeReference;
}

/** One generated file: a group version. */
export interface Module {
  /** Path in the output without its ending: `core/v1`. */
  readonly path: string;
  readonly resources: readonly Resource[];
  readonly declarations: readonly Declaration[];
}

/** A file to write; its path is relative to the output folder, with forward slashes. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** A document to read: its name is what errors call it. */
export interface SourceDocument {
  readonly name: string;
  readonly text: string;
}

/** The package that has what every object has. */
export const apimachinery = "@kubets/apimachinery";

export function keyword(name: Extract<TypeExpression, { kind: "keyword" }>["name"]): TypeExpression {
  return { kind: "keyword", name };
}

export function reference(module: string, name: string): TypeReference {
  return { kind: "reference", module, name };
}

/** One of several types; a lone one stands for itself, and a type stands only once. */
export function union(of: readonly TypeExpression[]): TypeExpression {
  const distinct = [...new Map(of.map((type) => [JSON.stringify(type), type])).values()];
  const [only] = distinct;
  return distinct.length === 1 && only !== undefined ? only : { kind: "union", of: distinct };
}
