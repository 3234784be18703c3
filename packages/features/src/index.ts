export { createFeatureGates, type FeatureGates, type FeatureGatesOptions } from "./feature-gates.ts";
export { knownFeatures, type FeatureSpec, type KnownFeature } from "./known-features.ts";
