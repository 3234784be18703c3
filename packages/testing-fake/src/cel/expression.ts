/** A parsed expression. Each node has its place in the source, by which issues are reported. */
export type Expression =
  | Literal
  | Identifier
  | Select
  | Call
  | ListLiteral
  | MapLiteral
  | StructLiteral
  | Comprehension;

interface Node {
  readonly offset: number;
}

export interface Literal extends Node {
  readonly kind: "literal";
  readonly value: LiteralValue;
}

/** A bigint is an int. */
export type LiteralValue = null | boolean | bigint | number | string | Uint8Array | UintLiteral;

export interface UintLiteral {
  readonly uint: bigint;
}

export interface Identifier extends Node {
  readonly kind: "identifier";
  readonly name: string;
}

export interface Select extends Node {
  readonly kind: "select";
  readonly operand: Expression;
  readonly field: string;
  /** `has(a.b)`: whether there is such a field. */
  readonly test: boolean;
}

export interface Call extends Node {
  readonly kind: "call";
  /** Operators have names such as `_+_`. */
  readonly name: string;
  readonly target: Expression | undefined;
  readonly arguments: readonly Expression[];
}

export interface ListLiteral extends Node {
  readonly kind: "list";
  readonly elements: readonly { readonly value: Expression; readonly optional: boolean }[];
}

export interface MapLiteral extends Node {
  readonly kind: "map";
  readonly entries: readonly { readonly key: Expression; readonly value: Expression; readonly optional: boolean }[];
}

export interface StructLiteral extends Node {
  readonly kind: "struct";
  readonly type: string;
  readonly fields: readonly { readonly name: string; readonly value: Expression; readonly offset: number }[];
}

/** What macros such as `all` and `map` stand for: a fold over a list or the keys of a map. */
export interface Comprehension extends Node {
  readonly kind: "comprehension";
  readonly range: Expression;
  readonly variable: string;
  /** For folds over pairs: indices and elements, or keys and values. */
  readonly second: string | undefined;
  readonly accumulator: string;
  readonly start: Expression;
  readonly condition: Expression;
  readonly step: Expression;
  readonly result: Expression;
}
