import { KubernetesError } from "@kubets/apimachinery";

/**
 * A template that cannot be read, or that does not fit the data. Its reason is `InvalidRequest`; `problem` is what
 * client-go says, and `position` where in the template it was met.
 */
export class JsonPathError extends KubernetesError {
  override readonly name: string = "JsonPathError";
  readonly problem: string;
  /** Counted from 0 in UTF-16 units, as JavaScript counts. */
  readonly position: number;

  constructor(problem: string, template: string, position: number) {
    super(`${problem} (at ${position} of ${JSON.stringify(template)})`, { reason: "InvalidRequest" });
    this.problem = problem;
    this.position = position;
  }
}

/** A problem on its way to the caller, before the template is at hand. */
export class Problem extends Error {
  readonly position: number;
  /** What was found until then: the test for existence takes it for an answer, as client-go does. */
  readonly found: readonly unknown[];

  constructor(message: string, position: number, found: readonly unknown[] = []) {
    super(message);
    this.position = position;
    this.found = found;
  }
}

/** Runs with problems told by their place in the template. */
export function locating<R>(template: string, run: () => R): R {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new JsonPathError(error.message, template, Math.max(0, Math.min(error.position, template.length)));
  }
}
