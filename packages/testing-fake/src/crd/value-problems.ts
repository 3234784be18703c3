import { goJson, goQuote } from "../go-text.ts";
import {
  invalidValue,
  notSupported,
  required,
  tooLong,
  tooMany,
  typeInvalid,
  type FieldProblem,
} from "../http/status.ts";

/** Something that is wrong with a value, before it is known where the value stands. */
export interface ValueProblem {
  /** What a server's validation library says; the same message twice is one problem. */
  readonly message: string;
  /** Puts it at a place: `prefix` is the path of the value that was validated, undefined for a whole object. */
  at(prefix: string | undefined): FieldProblem;
}

/** The outcome of validating one value. */
export interface Outcome {
  readonly problems: readonly ValueProblem[];
  /** How much was right: where one of several schemas would do, the best one is named. */
  readonly matches: number;
}

/** The path that a problem of a part gets. Of a whole object that is nowhere: the server prints Go's nil. */
function placed(prefix: string | undefined, path: string): string {
  const name = path.startsWith(".") ? path.slice(1) : path;
  if (name === "") return prefix ?? "<nil>";
  return prefix === undefined ? name : `${prefix}.${name}`;
}

const named = (path: string, text: string): string => `${path} in body ${text}`;

/** An unfit value; `value` is quoted, by default as an empty text. */
export function unfit(path: string, value: unknown, text: string): ValueProblem {
  const message = named(path, text);
  return { message, at: (prefix) => invalidValue(placed(prefix, path), value ?? "", message) };
}

export function wrongType(path: string, wanted: string, value: unknown): ValueProblem {
  const message = named(
    path,
    typeof value === "string" ? `must be of type ${wanted}: ${goQuote(value)}` : `must be of type ${wanted}`,
  );
  return { message, at: (prefix) => typeInvalid(placed(prefix, path), value ?? "", message) };
}

export function missing(path: string): ValueProblem {
  return { message: named(path, "is required"), at: (prefix) => required(placed(prefix, path)) };
}

export function notOneOf(path: string, value: unknown, values: readonly unknown[], message: string): ValueProblem {
  const texts = values.map((one) => (typeof one === "string" ? one : goJson(one)));
  return { message: named(path, message), at: (prefix) => notSupported(placed(prefix, path), value, texts) };
}

export function longerThan(path: string, most: number): ValueProblem {
  const message = named(path, `should be at most ${most} chars long`);
  return { message, at: (prefix) => tooLong(placed(prefix, path), most) };
}

export function moreThan(path: string, found: number, most: number, unit: "items" | "properties"): ValueProblem {
  const message = named(path, `should have at most ${most} ${unit}`);
  return { message, at: (prefix) => tooMany(placed(prefix, path), found, most) };
}

/** A problem that the library reports without a place of its own. */
export function general(message: string): ValueProblem {
  return { message, at: (prefix) => invalidValue(prefix ?? "<nil>", "", message) };
}
