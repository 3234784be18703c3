import { apiVersionOf } from "@kubets/apimachinery";
import type { ApiGroup, Discovered, GroupVersionResources } from "./api-resource.ts";
import type { DiscoveryClient } from "./discovery-client.ts";

/** What a store keeps under a name. */
export interface StoredEntry {
  readonly value: unknown;
  /** When it was written, in milliseconds since 1970: of a file, when it was last modified. */
  readonly writtenAt: number;
}

/**
 * Where discovery is kept between programs: files, most often. Names are `servergroups` and `<group version>/
 * serverresources`, such as `apps/v1/serverresources`.
 */
export interface DiscoveryStore {
  /** Undefined where there is nothing, and where what is there cannot be read. */
  read(name: string): Promise<StoredEntry | undefined>;
  /** Replaces an entry in one step, so that no reader meets half of it. What it throws is of no consequence. */
  write(name: string, value: unknown): Promise<void>;
}

/** What discovery with a store is made of. */
export interface StoredDiscoveryOptions {
  readonly store: DiscoveryStore;
  /** How long an entry is believed, from when it was written. Default 10 minutes. */
  readonly ttlMs?: number | undefined;
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** Discovery that keeps what it learns. */
export interface StoredDiscovery extends Pick<DiscoveryClient, "resources" | "groupVersion"> {
  /** From now on only what this very discovery has written counts, not what others did. */
  invalidate(): void;
  /** Whether nothing was used that somebody else wrote: to ask again would bring nothing new. */
  readonly fresh: boolean;
}

/**
 * Puts a store before discovery (F074, C85). What is in the store and young enough is used; everything else is asked for
 * and stored, but for failures and empty answers. An entry that is expired, or no JSON of the right shape, is as good as
 * none. To share answers within a program as well, put `createCachedDiscovery` before it.
 */
export function createStoredDiscovery(
  discovery: Pick<DiscoveryClient, "resources" | "groupVersion">,
  { store, ttlMs = 600_000, now = Date.now }: StoredDiscoveryOptions,
): StoredDiscovery {
  let own = new Set<string>();
  let ownOnly = false;
  let fresh = true;

  const read = async <V>(name: string, isRight: (value: unknown) => value is V): Promise<V | undefined> => {
    if (ownOnly && !own.has(name)) return undefined;
    const entry = await store.read(name).catch(() => undefined);
    if (!entry || now() - entry.writtenAt >= ttlMs || !isRight(entry.value)) return undefined;
    if (!own.has(name)) fresh = false;
    return entry.value;
  };
  const write = async (name: string, value: unknown): Promise<void> => {
    const owners = own;
    // A full disk is no reason to know nothing.
    await store.write(name, value).then(
      () => owners.add(name),
      () => undefined,
    );
  };

  const groupVersion: DiscoveryClient["groupVersion"] = async (group, version, options) => {
    const name = nameOf(group, version);
    const known = await read(name, isResources);
    if (known) return known;
    const found = await discovery.groupVersion(group, version, options);
    if (found.resources.length > 0) await write(name, found);
    return found;
  };

  const fromStore = async (): Promise<Discovered | undefined> => {
    const groups = await read("servergroups", isGroups);
    if (!groups) return undefined;
    const names = groups.flatMap(({ name, versions }) => versions.map((version) => nameOf(name, version)));
    const parts = await Promise.all(names.map((name) => read(name, isResources)));
    const resources = [];
    const subresources = [];
    for (const part of parts) {
      if (!part) return undefined;
      resources.push(...part.resources);
      subresources.push(...part.subresources);
    }
    return { groups, resources, subresources, failures: [] };
  };

  return {
    groupVersion,
    async resources(options) {
      const known = await fromStore();
      if (known) return known;
      const found = await discovery.resources(options);
      const { groups, resources, subresources } = found;
      if (groups.length > 0 && found.failures.length === 0) await write("servergroups", groups);
      for (const { name: group, versions } of groups) {
        for (const version of versions) {
          const isIts = (each: { group: string; version: string }): boolean =>
            each.group === group && each.version === version;
          const part = { resources: resources.filter(isIts), subresources: subresources.filter(isIts) };
          if (part.resources.length > 0) await write(nameOf(group, version), part);
        }
      }
      return found;
    },
    invalidate() {
      own = new Set();
      ownOnly = true;
      fresh = true;
    },
    get fresh() {
      return fresh;
    },
  };
}

function nameOf(group: string, version: string): string {
  return `${apiVersionOf({ group, version })}/serverresources`;
}

function isGroups(value: unknown): value is ApiGroup[] {
  const isGroup = (each: Partial<ApiGroup> | null): boolean =>
    typeof each?.name === "string" && Array.isArray(each.versions);
  return Array.isArray(value) && value.length > 0 && value.every(isGroup);
}

function isResources(value: unknown): value is GroupVersionResources {
  const { resources, subresources } = (value ?? {}) as Partial<GroupVersionResources>;
  return Array.isArray(resources) && resources.length > 0 && Array.isArray(subresources);
}
