import { isKubernetesError, KubernetesError } from "@kubets/apimachinery";
import type { RestClient } from "@kubets/rest";
import { inWordsOfKubeconfig, type Entries } from "./kubeconfig-words.ts";

/** Failures that may mean: the wrong server, the wrong certificate or the wrong user was configured. */
const aboutConfiguration: ReadonlySet<string> = new Set([
  // A server of https that is spoken to by http says so.
  "BadRequest",
  "ClientTimeout",
  "Configuration",
  "Decode",
  "Forbidden",
  "Network",
  "TLS",
  "Unauthorized",
  "UnexpectedResponse",
  "UpgradeFailed",
]);

/** What a client was configured with. */
export interface Target {
  /** For people: `server https://…, context "prod"`. */
  readonly description: string;
  /** Why whoever calls may not be known any more, for people. */
  readonly credentialProblem?: (() => string | undefined) | undefined;
  /** Absent where it was no kubeconfig. */
  readonly entries?: Entries | undefined;
}

/** The same error with the target in its message: what was configured, and where. The error itself is the cause. */
export function withTarget(thrown: unknown, { description, entries, credentialProblem }: Target): unknown {
  if (!isKubernetesError(thrown) || !aboutConfiguration.has(thrown.reason)) return thrown;
  const isUnknown = thrown.reason === "Unauthorized" || thrown.reason === "TLS" || thrown.reason === "Network";
  const problem = isUnknown ? credentialProblem?.() : undefined;
  const target = problem === undefined ? description : `${description}; ${problem}`;
  const error = entries === undefined ? thrown : inWordsOfKubeconfig(thrown, entries);
  const { reason, code, details, retryAfterSeconds, request, auditId } = error;
  // Behind a list, or a plugin's hint, it is a line of its own.
  const space = error.message.includes("\n") ? "\n" : " ";
  return new KubernetesError(`${error.message}${space}(${target})`, {
    reason,
    code,
    details,
    retryAfterSeconds,
    request,
    auditId,
    cause: error,
  });
}

/**
 * The same client, whose failures say what was configured for as long as no call has succeeded: until then a failure is
 * more likely the configuration's fault than the call's, and nothing else tells which file and user it was.
 */
export function explainFirstFailures(rest: RestClient, target: Target): RestClient {
  let proven = false;

  const explain = (error: unknown): unknown => (proven ? error : withTarget(error, target));
  const call = async <T>(result: Promise<T>): Promise<T> => {
    try {
      const value = await result;
      proven = true;
      return value;
    } catch (error) {
      throw explain(error);
    }
  };

  return {
    server: rest.server,
    namespace: rest.namespace,
    transport: rest.transport,
    json: (request, options) => call(rest.json(request, options)),
    text: (request, options) => call(rest.text(request, options)),
    list: (request, options) => call(rest.list(request, options)),
    stream: (request, options) => call(rest.stream(request, options)),
    openWebSocket: (request, protocols, options) => call(rest.openWebSocket(request, protocols, options)),
    async *watch(request, options) {
      try {
        for await (const batch of rest.watch<never>(request, options)) {
          proven = true;
          yield batch;
        }
      } catch (error) {
        throw explain(error);
      }
    },
    [Symbol.asyncDispose]: () => rest[Symbol.asyncDispose](),
  };
}
