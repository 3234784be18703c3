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

/** Throws a problem met at one place of a template. `found` is what the part that failed is taken to have found. */
export type Fail = (problem: string, found?: readonly unknown[]) => never;

/** What parts had found when they failed. It is data, so it does not stand on the error, where a log would show it. */
const foundBefore = new WeakMap<object, readonly unknown[]>();

/** Throws a problem, remembering what the part that failed had found. */
export function fail(error: object, found: readonly unknown[] = []): never {
  foundBefore.set(error, found);
  throw error;
}

/** Runs a part of a template. Where it fails, the result is what `recover` makes of what it had found. */
export function attempt<R>(run: () => R, recover: (found: readonly unknown[], error: object) => R): R {
  try {
    return run();
  } catch (error) {
    const found = foundBefore.get(error as object);
    if (!found) throw error;
    return recover(found, error as object);
  }
}
