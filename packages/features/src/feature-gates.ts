import { KubernetesError } from "@kubets/apimachinery";
import { knownFeatures, type FeatureSpec, type KnownFeature } from "./known-features.ts";

/**
 * Which features are on. Code asks when it sets something up, not again and again: a change reaches what is created
 * afterwards and leaves what runs alone (C107).
 */
export interface FeatureGates<Name extends string = KnownFeature> {
  /** Whether the feature is on. Throws reason `Configuration` on an unknown name. */
  enabled(name: Name): boolean;
  /**
   * Switches a feature; wins over the environment and over what was set before. Throws reason `Configuration` on an
   * unknown name, and on a locked gate unless the value is its default.
   */
  set(name: Name, value: boolean): void;
}

/** Which gates there are and who has a say. */
export interface FeatureGatesOptions<Name extends string = KnownFeature> {
  /** The gates that exist. Default: {@link knownFeatures}. */
  readonly known?: Readonly<Record<Name, FeatureSpec>> | undefined;
  /**
   * Where `KUBE_FEATURE_<Name>` is looked up, such as `process.env`. Default: nowhere. All gates are read at the first
   * question and never again. A value is a boolean as Go reads one: 1, t, T, true, True, TRUE, or the same for false.
   */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** Set from the start, as if by `set`. */
  readonly overrides?: Readonly<Partial<Record<Name, boolean>>> | undefined;
  /** Told of values in the environment that are no boolean or contradict a locked gate, which count as absent; and of gates on their
   * way out that are set: GA and Deprecated ones. */
  readonly logger?: { warn(message: string): void } | undefined;
}

/**
 * Creates a set of feature gates, independent of every other (F161, C107). What `set` said wins, then the environment,
 * then the default. Throws as `set` does where an override cannot be set.
 */
export function createFeatureGates<Name extends string = KnownFeature>(
  options: FeatureGatesOptions<Name> = {},
): FeatureGates<Name> {
  const { environment = {}, overrides = {}, logger } = options;
  const known = new Map<string, FeatureSpec>(Object.entries(options.known ?? knownFeatures));
  const set = new Map<string, boolean>();
  let fromEnvironment: ReadonlyMap<string, boolean> | undefined;

  const specOf = (name: string): FeatureSpec => {
    const spec = known.get(name);
    if (spec) return spec;
    throw configurationError(`there is no feature gate "${name}"; there are: ${[...known.keys()].join(", ")}`);
  };

  const gates: FeatureGates<Name> = {
    enabled(name) {
      const spec = specOf(name);
      fromEnvironment ??= readEnvironment(known, environment, logger);
      return set.get(name) ?? fromEnvironment.get(name) ?? spec.default;
    },
    set(name, value) {
      const spec = specOf(name);
      if (spec.locked && value !== spec.default) {
        throw configurationError(`the feature gate "${name}" is locked to ${String(spec.default)}`);
      }
      warnOfStage(name, spec, logger);
      set.set(name, value);
    },
  };
  for (const [name, value] of Object.entries(overrides))
    if (value !== undefined) gates.set(name as Name, value as boolean);
  return gates;
}

function readEnvironment(
  known: ReadonlyMap<string, FeatureSpec>,
  environment: Readonly<Record<string, string | undefined>>,
  logger: FeatureGatesOptions["logger"],
): ReadonlyMap<string, boolean> {
  const values = new Map<string, boolean>();
  for (const [name, spec] of known) {
    const variable = `KUBE_FEATURE_${name}`;
    const text = environment[variable];
    if (text === undefined) continue;
    const value = parseBoolean(text);
    if (value === undefined) logger?.warn(`${variable}="${text}" is ignored: it is no boolean`);
    else if (spec.locked && value !== spec.default) logger?.warn(`${variable}=${text} is ignored: the gate is locked`);
    else {
      warnOfStage(name, spec, logger);
      values.set(name, value);
    }
  }
  return values;
}

/** Whoever sets a gate that will go should hear of it while there is time. */
function warnOfStage(name: string, { stage }: FeatureSpec, logger: FeatureGatesOptions["logger"]): void {
  if (stage === "GA" || stage === "Deprecated") {
    logger?.warn(`the feature gate "${name}" is ${stage}: it will be removed in a later release`);
  }
}

function parseBoolean(text: string): boolean | undefined {
  if (/^(?:1|t|T|true|True|TRUE)$/.test(text)) return true;
  return /^(?:0|f|F|false|False|FALSE)$/.test(text) ? false : undefined;
}

function configurationError(message: string): KubernetesError {
  return new KubernetesError(message, { reason: "Configuration" });
}
