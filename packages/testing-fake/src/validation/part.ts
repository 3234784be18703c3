import { fieldOf, isObject, semanticallyEqual } from "../json.ts";
import { emptyIn } from "../schema/empty-fields.ts";
import {
  duplicateValue,
  forbiddenField,
  internalProblem,
  invalidValue,
  notFoundValue,
  notSupported,
  required,
  tooLong,
  tooMany,
  type FieldProblem,
} from "../http/status.ts";

/** Says what is wrong with a text, one sentence a rule; nothing for a good one. */
export type TextCheck = (text: string) => readonly string[];

/**
 * A part of an object that is being validated: its value, its path in messages, and where to put what is wrong with it. An
 * absent value counts as the empty one of the type by which it is read, as in Go's structs; `present` tells the two apart.
 */
export class Part {
  readonly value: unknown;
  readonly path: string;
  readonly problems: FieldProblem[];

  constructor(value: unknown, path: string, problems: FieldProblem[]) {
    this.value = value;
    this.path = path;
    this.problems = problems;
  }

  get(field: string): Part {
    let value: unknown;
    if (isObject(this.value)) value = fieldOf(this.value, field) ?? emptyIn(this.value, field);
    return new Part(value, this.path === "" ? field : `${this.path}.${field}`, this.problems);
  }

  /** The part within parts that several names lead to. */
  in(...fields: readonly string[]): Part {
    const [first, ...others] = fields;
    if (first === undefined) return this;
    let part = this.get(first);
    for (const field of others) part = part.get(field);
    return part;
  }

  /** The same value under another path, which servers use here and there. */
  as(path: string): Part {
    return new Part(this.value, path, this.problems);
  }

  get present(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  get text(): string {
    return typeof this.value === "string" ? this.value : "";
  }

  get number(): number {
    return typeof this.value === "number" ? this.value : 0;
  }

  get isTrue(): boolean {
    return this.value === true;
  }

  /** The elements of a list. */
  get items(): readonly Part[] {
    if (!Array.isArray(this.value)) return [];
    return this.value.map((value: unknown, index) => new Part(value, `${this.path}[${index}]`, this.problems));
  }

  get texts(): readonly string[] {
    return Array.isArray(this.value) ? this.value.filter((value) => typeof value === "string") : [];
  }

  /** The entries of a map, each with the path `map[key]`. */
  get entries(): readonly (readonly [key: string, value: Part])[] {
    if (!isObject(this.value)) return [];
    return Object.entries(this.value).map(([key, value]) => [
      key,
      new Part(value, `${this.path}[${key}]`, this.problems),
    ]);
  }

  /** The entry of a map, with the path `map[key]`. */
  entry(key: string): Part {
    return new Part(this.get(key).value, `${this.path}[${key}]`, this.problems);
  }

  /** How many elements or entries there are, or how long a text is. */
  get size(): number {
    if (isObject(this.value)) return Object.keys(this.value).length;
    return Array.isArray(this.value) || typeof this.value === "string" ? this.value.length : 0;
  }

  require(detail = ""): void {
    this.problems.push(required(this.path, detail));
  }

  invalid(detail: string, value: unknown = this.value ?? null): void {
    this.problems.push(invalidValue(this.path, value, detail));
  }

  forbid(detail: string): void {
    this.problems.push(forbiddenField(this.path, detail));
  }

  unsupported(values: readonly string[], value: unknown = this.value ?? ""): void {
    this.problems.push(notSupported(this.path, value, values));
  }

  duplicate(value: unknown = this.value ?? "", detail = ""): void {
    this.problems.push(duplicateValue(this.path, value, detail));
  }

  notFound(value: unknown = this.value ?? "", detail = ""): void {
    this.problems.push(notFoundValue(this.path, value, detail));
  }

  /** `unit` is what servers count in: bytes, or characters where the type declares the limit. */
  tooLong(most: number, unit: "byte" | "character" = "byte"): void {
    this.problems.push(tooLong(this.path, most, unit));
  }

  tooMany(most: number): void {
    this.problems.push(tooMany(this.path, this.size, most));
  }

  internal(detail: string): void {
    this.problems.push(internalProblem(this.path, detail));
  }

  /** Requires a text or a list that is not empty; whether it is. */
  needed(detail = ""): boolean {
    if (this.size > 0 || typeof this.value === "number") return true;
    this.require(detail);
    return false;
  }

  /** Puts the text, empty if there is none, to a check. */
  check(check: TextCheck, value: unknown = this.text): void {
    for (const detail of check(this.text)) this.invalid(detail, value);
  }

  /** The same for a text that may be left out or empty. */
  checkIfSet(check: TextCheck): void {
    if (this.text !== "") this.check(check);
  }

  /** One of the values, where there is any value. */
  oneOf(values: readonly string[]): void {
    if (this.present && !values.includes(this.text)) this.unsupported(values);
  }

  /** One of the values, and there must be one. */
  mustBeOneOf(values: readonly string[]): void {
    if (this.text === "") this.require();
    else this.oneOf(values);
  }

  notNegative(): void {
    if (this.number < 0) this.invalid("must be greater than or equal to 0");
  }

  between(least: number, most: number): void {
    if (this.number < least || this.number > most) this.invalid(`must be between ${least} and ${most}, inclusive`);
  }

  /** What an update may not change. */
  immutable(old: Part, shown: unknown = this.value ?? null): void {
    if (!semanticallyEqual(this.value, old.value)) this.invalid("field is immutable", shown);
  }
}
