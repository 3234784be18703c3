import type { KubernetesError } from "@kubets/apimachinery";
import { abortedError, type CallOptions } from "@kubets/rest";
import type { Discovered, DiscoveryFailure } from "./api-resource.ts";
import type { DiscoveryClient } from "./discovery-client.ts";

/**
 * Discovery that asks the server once (F073). All callers share one answer, also while it is on its way; a caller's signal
 * ends its own waiting only. Nothing is asked anew because something was missing in the answer: `invalidate()` does that
 * (C84). Group versions that failed for reasons that pass are tried again, by themselves, at each call.
 */
export interface CachedDiscovery extends Pick<DiscoveryClient, "groups" | "resources"> {
  /** Forgets everything; the next call asks the server. */
  invalidate(): void;
}

/** Puts a memory in front of discovery. */
export function createCachedDiscovery(discovery: Pick<DiscoveryClient, "resources" | "groupVersion">): CachedDiscovery {
  let answer: Promise<Discovered> | undefined;

  const remember = (asked: Promise<Discovered>): Promise<Discovered> => {
    answer = asked;
    // A failed call is no answer, unless another one came meanwhile.
    asked.catch(() => {
      if (answer === asked) answer = undefined;
    });
    return asked;
  };

  const complete = async (known: Promise<Discovered>): Promise<Discovered> => {
    const discovered = await known;
    const passing = discovered.failures.filter(({ error }) => mayPass(error));
    // Another caller may have begun already, or forgotten it all.
    if (passing.length === 0 || !answer) return discovered;
    return answer === known ? remember(retryFailures(discovered, passing)) : answer;
  };

  const retryFailures = async (known: Discovered, passing: readonly DiscoveryFailure[]): Promise<Discovered> => {
    const { groups } = known;
    const resources = [...known.resources];
    const subresources = [...known.subresources];
    const failures = known.failures.filter((failure) => !passing.includes(failure));
    const retried = passing.map(async ({ group, version }) => {
      try {
        const found = await discovery.groupVersion(group, version);
        resources.push(...found.resources);
        subresources.push(...found.subresources);
      } catch (error) {
        failures.push({ group, version, error: error as KubernetesError });
      }
    });
    await Promise.all(retried);
    return { groups, resources, subresources, failures };
  };

  const resources = (options: CallOptions = {}): Promise<Discovered> =>
    // The shared request has no caller's signal: the others still wait for it.
    abandonable(answer ? complete(answer) : remember(discovery.resources()), options.signal);

  return {
    resources,
    groups: async (options) => (await resources(options)).groups,
    invalidate() {
      answer = undefined;
    },
  };
}

/** Failures of the moment; the others are what the server has to say (F073). */
function mayPass({ reason, code = 0 }: KubernetesError): boolean {
  return code >= 500 || code === 429 || reason === "Network" || reason === "ClientTimeout";
}

/** The same result, for a caller who may stop waiting for it. */
async function abandonable<R>(result: Promise<R>, signal: AbortSignal | undefined): Promise<R> {
  if (!signal) return result;
  const { promise, reject } = Promise.withResolvers<never>();
  const abandon = (): void => reject(abortedError(signal));
  if (signal.aborted) abandon();
  signal.addEventListener("abort", abandon, { once: true });
  try {
    return await Promise.race([promise, result]);
  } finally {
    signal.removeEventListener("abort", abandon);
  }
}
