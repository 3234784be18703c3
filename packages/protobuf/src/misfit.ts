import { KubernetesError } from "@kubets/apimachinery";

/** What an object has that its message cannot hold, while the way to it is put together from the inside out. */
export class Misfit extends Error {
  override readonly name = "Misfit";
  path = "";
}

/** Refuses a value; `found` must not hold it. */
export function misfit(problem: string): never {
  throw new Misfit(problem);
}

/** Adds where it happened. */
export function within(step: string | number, error: unknown): unknown {
  if (error instanceof Misfit) {
    const here = typeof step === "number" ? `[${step}]` : step;
    error.path = here + (error.path === "" || error.path.startsWith("[") ? "" : here === "" ? "" : ".") + error.path;
  }
  return error;
}

/** The error that callers see: which field of which kind, and why; never the value. */
export function misfitError(error: unknown, what: string): unknown {
  if (!(error instanceof Misfit)) return error;
  const at = error.path === "" ? what : `${error.path} of the ${what}`;
  return new KubernetesError(`${at} has no protobuf form: ${error.message}`, { reason: "InvalidRequest" });
}
