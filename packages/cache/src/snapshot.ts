import { realClock, type Clock } from "@kubets/wait";
import { readSnapshot, writeSnapshot } from "./snapshot-format.ts";

/** Where snapshots are kept: a file, a record of IndexedDB. Neither call happens while another is going on. */
export interface SnapshotStore {
  /** What {@link save} was last given, whole or in any pieces; undefined where there is nothing. */
  load(): Promise<string | readonly string[] | undefined>;
  /** Keeps these pieces of text, in order, in place of all before: best whole or not at all (write aside, then rename). */
  save(pieces: readonly string[]): Promise<void>;
}

/** Options of {@link createSnapshot}. */
export interface SnapshotOptions {
  readonly store: SnapshotStore;
  /**
   * What the snapshot is of: the cluster, resource, namespace, selectors, and the version of the program's transform. A
   * snapshot with another key is not used. It must tell clusters apart: a version of one means nothing to another.
   */
  readonly key: string;
  /** How often the state is saved, where it has changed. Default 60 000; it is saved at the end too. */
  readonly intervalMs?: number | undefined;
  /** An older snapshot is not used. Default 3 600 000. */
  readonly maxAgeMs?: number | undefined;
  /** Hears of each load and save that failed, and of snapshots that were not used. Default: nobody. */
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly clock?: Clock | undefined;
}

/** The state of a cache, saved: give it to one informer as its `snapshot` option. */
export interface Snapshot {
  /** The saved state; undefined where there is none that can be used. Never rejects. */
  load(): Promise<SavedState | undefined>;
  /** Saves from time to time what the source has, until it is disposed. */
  follow(source: SnapshotSource): AsyncDisposable;
}

/** A whole state at one version. */
export interface SavedState {
  readonly objects: readonly unknown[];
  readonly resourceVersion: string;
}

/** What is to be saved. */
export interface SnapshotSource {
  /** A new array of all objects. */
  list(): readonly unknown[];
  /** The version of what {@link list} returns at this moment; empty where there is nothing to save yet. */
  readonly resourceVersion: string;
}

/**
 * Creates a snapshot with which an informer starts: it has the saved objects at once, without a request, and watches on
 * from their version. Where that is too old for the server, it lists at once, and handlers hear of the differences. A
 * damaged snapshot, or one of another key or format, counts as none.
 */
export function createSnapshot(options: SnapshotOptions): Snapshot {
  const { store, key, intervalMs = 60_000, maxAgeMs = 3_600_000, clock = realClock, onError = () => {} } = options;
  return {
    async load() {
      try {
        const text = await store.load();
        return text === undefined ? undefined : readSnapshot(text, { key, notBefore: clock.now() - maxAgeMs });
      } catch (error) {
        onError(error);
        return undefined;
      }
    },

    follow(source) {
      let saved = source.resourceVersion;
      let saving: Promise<void> | undefined;
      let timer = clock.setTimer(intervalMs, tick);

      function tick(): void {
        timer = clock.setTimer(intervalMs, tick);
        saving ??= save().finally(() => (saving = undefined));
      }

      async function save(): Promise<void> {
        const { resourceVersion } = source;
        if (resourceVersion === "" || resourceVersion === saved) return;
        try {
          // The objects do not change, so that what is listed now may be written bit by bit.
          const state = { objects: source.list(), resourceVersion };
          await store.save(await writeSnapshot(state, { key, clock }));
          saved = resourceVersion;
        } catch (error) {
          onError(error);
        }
      }

      return {
        async [Symbol.asyncDispose]() {
          timer[Symbol.dispose]();
          await saving;
          await save();
        },
      };
    },
  };
}
