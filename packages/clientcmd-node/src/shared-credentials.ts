import type { ExecCredentialSource } from "@kubets/clientcmd";
import type { TokenSource } from "@kubets/rest";
import { createExecCredentialSource, type ExecCredentialOptions } from "./exec-credential.ts";

const sources = new Map<string, WeakRef<TokenSource>>();
const forgotten = new FinalizationRegistry<string>((key) => {
  if (sources.get(key)?.deref() === undefined) sources.delete(key);
});

/** The one source of this process for a key; one that no client has any more is forgotten, with its credentials. */
export function shared<S extends TokenSource>(key: string, create: () => S): S {
  const held = sources.get(key)?.deref();
  if (held !== undefined) return held as S;
  const source = create();
  sources.set(key, new WeakRef(source));
  forgotten.register(source, key);
  return source;
}

/**
 * The one source of this process for a plugin and a cluster (F045): clients that are made one after the other, or side by
 * side, run the plugin once. Whatever differs in plugin, cluster or the way of running makes another source.
 */
export function sharedExecCredentialSource(options: ExecCredentialOptions): ExecCredentialSource {
  const { env = process.env, clock, onPluginStderr, isTerminal, pluginMetrics, ...values } = options;
  const objects = [env, clock, onPluginStderr, isTerminal, pluginMetrics].map((object) => object && identityOf(object));
  return shared(JSON.stringify(["exec", values, objects]), () => createExecCredentialSource(options));
}

const identities = new WeakMap<object, number>();
let lastIdentity = 0;

/** A number for what cannot be compared by its content: the same object has the same one. */
function identityOf(object: object): number {
  const identity = identities.get(object) ?? ++lastIdentity;
  identities.set(object, identity);
  return identity;
}
