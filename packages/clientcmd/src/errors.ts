import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";

/** One thing that is wrong with a configuration. Its message never repeats a value that could be a credential. */
export interface Problem {
  /** What is wrong and what is expected instead. */
  readonly message: string;
  /** Where in the configuration, such as `users["admin"].client-key`. */
  readonly field?: string | undefined;
  /** Where that was read: a file's path, with `:line:column` where they are known. */
  readonly origin?: string | undefined;
}

const emptyConfiguration = "EmptyConfiguration";

/** The error of reason `Configuration` that says all problems at once; `details.causes` has them one by one. */
export function configurationError(
  problems: readonly Problem[],
  options: { readonly cause?: unknown } = {},
): KubernetesError {
  const lines = problems.map(sayProblem);
  const message =
    lines.length === 1 && lines[0] !== undefined
      ? lines[0]
      : `the configuration has ${lines.length} problems:\n${lines.map((line) => `- ${line}`).join("\n")}`;
  return new KubernetesError(message, {
    reason: "Configuration",
    details: {
      causes: problems.map(({ field, message }) => ({
        reason: "Invalid",
        message,
        ...(field !== undefined && { field }),
      })),
    },
    cause: options.cause,
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

/**
 * Whether an error says that there was nothing to configure a client with, as opposed to something wrong: no
 * kubeconfig, an empty one, or one that selects no context. Only then may a program in a pod use the pod's own
 * service account instead (F062, F063).
 */
export function isEmptyConfiguration(error: unknown): error is KubernetesError {
  return (
    isKubernetesError(error) &&
    error.reason === "Configuration" &&
    (error.details?.causes ?? []).some((cause) => cause.reason === emptyConfiguration)
  );
}

function sayProblem({ message, field, origin }: Problem): string {
  return [origin, field, message].filter((part) => part !== undefined && part !== "").join(": ");
}
