import type { ExecCredentialSource } from "@kubets/clientcmd";
import { createExecCredentialSource, type ExecCredentialOptions } from "./exec-credential.ts";

const sources = new Map<string, WeakRef<ExecCredentialSource>>();
const forgotten = new FinalizationRegistry<string>((key) => {
  if (sources.get(key)?.deref() === undefined) sources.delete(key);
});

/**
 * The one source of this process for a plugin and a cluster (F045): clients that are made one after the other, or side by
 * side, run the plugin once. Whatever differs in plugin, cluster or the way of running makes another source, and a source
 * that no client has any more is forgotten, with its credentials.
 */
export function sharedExecCredentialSource(options: ExecCredentialOptions): ExecCredentialSource {
  const { env, clock, onPluginStderr, isTerminal, ...values } = options;
  // These cannot be compared; who passes them wants a source of its own.
  if ((env !== undefined && env !== process.env) || clock || onPluginStderr || isTerminal) {
    return createExecCredentialSource(options);
  }
  const key = JSON.stringify(values);
  const held = sources.get(key)?.deref();
  if (held !== undefined) return held;
  const source = createExecCredentialSource(options);
  sources.set(key, new WeakRef(source));
  forgotten.register(source, key);
  return source;
}
