import type { FeatureGates } from "./feature-gates.ts";

/**
 * Switches a feature until the result is disposed, for the length of a test: `using _ = overrideFeature(gates, …)`. The
 * value it had comes back; disposing twice does nothing more. Throws as `set` of the gates does. Several overrides of one
 * gate must be undone in reverse order, as `using` does.
 */
export function overrideFeature<Name extends string>(
  gates: FeatureGates<Name>,
  name: NoInfer<Name>,
  value: boolean,
): Disposable {
  const before = gates.enabled(name);
  gates.set(name, value);
  let undone = false;
  return {
    [Symbol.dispose]() {
      if (!undone) gates.set(name, before);
      undone = true;
    },
  };
}
