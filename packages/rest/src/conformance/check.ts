import { type ErrorReason, isKubernetesError, type KubernetesError } from "@kubets/apimachinery";

/** Throws unless the condition holds. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** Throws unless both are the same as JSON. */
export function same(actual: unknown, expected: unknown, what: string): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
  check(is === should, `${what} is ${is}, not ${should}`);
}

/** What a promise rejects with: a KubernetesError of one of these reasons, in which nothing of `secret` shows. */
export async function failure(
  promise: Promise<unknown>,
  reasons: readonly ErrorReason[],
  secret = "hunter2",
): Promise<KubernetesError> {
  const error = await promise.then(
    (value) => check(false, `resolved with ${JSON.stringify(value)} in place of a failure`),
    (error: unknown) => error,
  );
  check(isKubernetesError(error), `rejected with ${String(error)}, which is no KubernetesError`);
  check(
    reasons.includes(error.reason),
    `rejected with reason ${error.reason} (${error.message}), not ${reasons.join()}`,
  );
  if (error.reason === "Network") check(error.cause !== undefined, `a Network error without cause: ${error.message}`);
  let shown: unknown = error;
  while (shown instanceof Error) {
    check(!`${shown.message} ${JSON.stringify(shown)}`.includes(secret), `the error says the secret: ${shown.message}`);
    shown = shown.cause;
  }
  return error;
}
