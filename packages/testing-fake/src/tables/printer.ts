import type { JsonObject } from "../json.ts";

/** A column as a Table describes it. */
export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  /** `name` marks the object's own name. */
  readonly format: string;
  readonly description: string;
  /** 0 is always shown, others only when all is asked for (`-o wide`). */
  readonly priority: number;
}

export type Cell = string | number | boolean | null;

/** Something that a row says beyond its cells. */
export interface RowCondition {
  readonly type: "Completed";
  readonly status: "True";
  readonly reason: string;
  readonly message: string;
}

/** How objects of one resource are shown as rows. */
export interface Printer {
  readonly columns: readonly ColumnDefinition[];
  /** The cells of an object, one for each column. `all` are the objects of the same list, where one depends on others. */
  cells(object: JsonObject, now: number, all: readonly JsonObject[]): readonly Cell[];
  conditions?(object: JsonObject): readonly RowCondition[] | undefined;
}

/**
 * Column definitions in short: `Ready` is a string, `Desired:integer` another type, and a star at the end marks what is
 * shown only when all is asked for. The column `Name` is the object's name.
 */
export function columns(...specifications: readonly string[]): ColumnDefinition[] {
  return specifications.map((specification) => {
    const wide = specification.endsWith("*");
    const [name = "", type = "string"] = (wide ? specification.slice(0, -1) : specification).split(":");
    return { name, type, format: name === "Name" ? "name" : "", description: "", priority: wide ? 1 : 0 };
  });
}
