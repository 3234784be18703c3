/** What a template says, as data. Every node knows where it stands in the template, for errors. */
import type { WrittenNumber } from "./numbers.ts";

/** One bound of a slice. */
export interface Bound {
  readonly value: number;
  /** False: left open. */
  readonly known: boolean;
  /** True for the end of a single index, which is not written down. */
  readonly derived?: boolean;
}

interface At {
  readonly position: number;
}

export interface ListNode extends At {
  readonly type: "list";
  readonly nodes: readonly Node[];
}

export interface FieldNode extends At {
  readonly type: "field";
  readonly name: string;
}

export interface SliceNode extends At {
  readonly type: "slice";
  readonly start: Bound;
  readonly end: Bound;
  readonly step: Bound;
}

export interface FilterNode extends At {
  readonly type: "filter";
  readonly left: ListNode;
  /** Absent together with the operator: whether the left side exists. */
  readonly right?: ListNode;
  /** As written: whether there is such an operator shows when it is used. */
  readonly operator?: string;
}

export interface UnionNode extends At {
  readonly type: "union";
  readonly lists: readonly ListNode[];
}

/** `range`, `end`, or a word that means nothing. */
export interface WordNode extends At {
  readonly type: "word";
  readonly word: string;
}

export interface LiteralNode extends At {
  readonly type: "literal";
  readonly value: boolean | WrittenNumber;
}

export type Node =
  | ListNode
  | FieldNode
  | SliceNode
  | FilterNode
  | UnionNode
  | WordNode
  | LiteralNode
  | ({ readonly type: "text"; readonly text: string } & At)
  | ({ readonly type: "wildcard" | "recursive" } & At);
