/**
 * Go's two kinds of numbers, told apart where JavaScript has one: those of JSON are integers where they are whole and fit
 * into 64 bits, those of a template where they are written without a point.
 */

/** A number of a template, with the type it has in Go. */
export class WrittenNumber {
  readonly value: number;
  readonly type: "int" | "float64";

  constructor(value: number, type: "int" | "float64") {
    this.value = value;
    this.type = type;
  }
}

/** Whether Go would hold a number in 64 bits. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63;
}
