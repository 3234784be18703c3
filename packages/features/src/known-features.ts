/** What there is to know about a feature gate. */
export interface FeatureSpec {
  /** Whether the feature is on where nobody says otherwise. */
  readonly default: boolean;
  /** How settled the feature is; says nothing about whether it is on. */
  readonly stage: "Alpha" | "Beta" | "GA" | "Deprecated";
  /** True: the default stands, and saying otherwise is an error. */
  readonly locked?: boolean | undefined;
}

/**
 * The gates of kubets, by name. To have gates of your own beside them, spread this into `known`.
 *
 * - `WatchListClient`: caches take their initial state from a watch (`sendInitialEvents`) rather than a list. Off, unlike
 *   in client-go: it spares the server memory and costs this side time to sync.
 */
export const knownFeatures: { readonly WatchListClient: FeatureSpec } = {
  WatchListClient: { default: false, stage: "Beta" },
};

/** Name of a gate of kubets. */
export type KnownFeature = keyof typeof knownFeatures;
