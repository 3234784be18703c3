import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";

/** One thing that is wrong with a configuration. Its message never repeats a value that could be a credential. */
export interface Problem {
  /** What is wrong and what is expected instead. */
  readonly message: string;
  /** Where in the configuration, such as `users["admin"].client-key`. */
  readonly field?: string | undefined;
  /** Where that was read: a file's path, with `:line:column` where they are known. */
  readonly origin?: string | undefined;
  /** What the platform said, such as the error of an access to a file. It must not hold a credential either. */
  readonly cause?: unknown;
}

const emptyConfiguration = "EmptyConfiguration";

/**
 * The error of reason `Configuration` that says all problems at once; `details.causes` has them one by one. Its `cause` is
 * the one that is given, else the problems' own, as an AggregateError where there are several.
 */
export function configurationError(
  problems: readonly Problem[],
  options: { readonly cause?: unknown } = {},
): KubernetesError {
  return errorOf(problems, "Invalid", options.cause);
}

function errorOf(problems: readonly Problem[], reason: string, cause = causeOf(problems)): KubernetesError {
  const lines = problems.map(sayProblem);
  const message =
    lines.length === 1 && lines[0] !== undefined
      ? lines[0]
      : `the configuration has ${lines.length} problems:\n${lines.map((line) => `- ${line}`).join("\n")}`;
  return new KubernetesError(message, {
    reason: "Configuration",
    details: {
      causes: problems.map(({ field, message }) => ({ reason, message, ...(field !== undefined && { field }) })),
    },
    cause,
  });
}

/** The error of reason `Configuration` that says that nothing was configured at all. */
export function emptyConfigurationError(message: string, options: { readonly cause?: unknown } = {}): KubernetesError {
  return new KubernetesError(message, {
    reason: "Configuration",
    details: { causes: [{ reason: emptyConfiguration, message }] },
    cause: options.cause,
  });
}

/** The error of reason `Configuration` that says why the selected context leads to no server, and what else is wrong. */
export function noServerError(problems: readonly Problem[]): KubernetesError {
  return errorOf(problems, emptyConfiguration);
}

/**
 * Whether an error says that no server came of a configuration, which is what client-go calls an empty one (F062): no
 * kubeconfig, an empty one, one that selects no context, or a context without a cluster.
 */
export function isEmptyConfiguration(error: unknown): error is KubernetesError {
  return emptyCauses(error).length > 0;
}

/**
 * Whether an error says that there was nothing to configure a client with, as opposed to something wrong: no
 * kubeconfig, an empty one, or one that selects no context. Only then may a program in a pod use the pod's own
 * service account instead (F063): a context whose cluster is misspelt must not lead to another one, as in client-go.
 */
export function isNothingConfigured(error: unknown): error is KubernetesError {
  const causes = emptyCauses(error);
  return causes.length > 0 && causes.every(({ field }) => field === undefined);
}

function emptyCauses(error: unknown): readonly { readonly field?: string | undefined }[] {
  if (!isKubernetesError(error) || error.reason !== "Configuration") return [];
  return (error.details?.causes ?? []).filter(({ reason }) => reason === emptyConfiguration);
}

function causeOf(problems: readonly Problem[]): unknown {
  const causes = problems.flatMap(({ cause }) => (cause === undefined ? [] : [cause]));
  return causes.length > 1 ? new AggregateError(causes) : causes[0];
}

function sayProblem({ message, field, origin }: Problem): string {
  return [origin, field, message].filter((part) => part !== undefined && part !== "").join(": ");
}
