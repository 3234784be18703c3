import type { Scope, Verb } from "@kubets/apimachinery";
import type { BuiltInResource, BuiltInSubresource } from "./built-in-resource.ts";
import { hubOf, type Hub } from "../hubs/hub.ts";
import type { JsonObject } from "../json.ts";
import { builtInRules, type ResourceRules, type Validation } from "./resource-rules.ts";
import { builtInSchemaOf } from "../schema/built-in-schemas.ts";
import type { TypeSchema } from "../schema/type-schema.ts";
import { qualified } from "../http/status.ts";
import type { StoredObject } from "../storage/store.ts";

/** A resource in one version: what requests for it need to know. */
export interface ResourceEntry {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** Plural: `deployments`. */
  readonly resource: string;
  readonly kind: string;
  readonly listKind: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly scope: Scope;
  readonly verbs: readonly Verb[];
  readonly subresources: readonly BuiltInSubresource[];
  /** Where its objects are stored: shared by all versions of a resource. */
  readonly collection: string;
  readonly rules: ResourceRules;
  /** What its objects look like, metadata included. Absent where nothing is known: they are taken as they come. */
  readonly schema?: TypeSchema | undefined;
  /** The version in whose form objects of this one are checked and stored; absent where that is its own. */
  readonly hub?: Hub | undefined;
  /** Set for custom resources. */
  readonly custom?: CustomResource | undefined;
}

/** What a CustomResourceDefinition says of one version of its resource, beyond what every resource has. */
export interface CustomResource {
  /** The name of the definition: `websites.example.com`. */
  readonly definition: string;
  /** That version's part of `spec.versions`: schema, subresources, additionalPrinterColumns, selectableFields. */
  readonly version: JsonObject;
  /** Said to everyone who uses this version, where its definition deprecates it. */
  readonly deprecation?: string | undefined;
  /** True once the definition is being deleted: nothing new may be created. */
  readonly terminating: boolean;
  /**
   * Prunes an object that was decoded or patched, in place, by the version's schema, and returns the paths of the fields
   * that it does not know. `fail` makes the error for metadata that is none.
   */
  readonly coerce: (object: JsonObject, fail: (problem: string) => Error) => readonly string[];
  /** Brings an object of this version into the one in which objects are stored, in place; absent where it is that one. */
  readonly toStorage?: ((object: JsonObject) => void) | undefined;
  /** A stored object as this version has it: what defaults have come since, and without what it does not know. */
  readonly fromStorage: (stored: StoredObject) => StoredObject;
}

/** The resources that a server has right now. */
export interface ResourceRegistry {
  /** Built-in ones first, then those of each CustomResourceDefinition. */
  readonly resources: readonly ResourceEntry[];
  /** Changes with every change of `resources`, for whoever derives documents from them. */
  readonly generation: number;
  find(group: string, version: string, resource: string): ResourceEntry | undefined;
  findKind(group: string, version: string, kind: string): ResourceEntry | undefined;
  /** Any version of a resource. */
  ofCollection(collection: string): ResourceEntry | undefined;
  /** Replaces the resources of a CustomResourceDefinition; none removes it. */
  setCustom(definition: string, resources: readonly ResourceEntry[]): void;
}

export function createResourceRegistry(
  builtIn: readonly BuiltInResource[],
  validation: Validation = "full",
): ResourceRegistry {
  const fixed = builtIn.map((resource) => entryOf(resource, validation));
  const custom = new Map<string, readonly ResourceEntry[]>();
  let resources: readonly ResourceEntry[] = fixed;
  let generation = 0;
  let byPath = new Map<string, ResourceEntry>();

  const index = (): void => {
    resources = [...fixed, ...[...custom.values()].flat()];
    byPath = new Map(resources.map((entry) => [pathOf(entry.group, entry.version, entry.resource), entry]));
    generation++;
  };
  index();

  return {
    get resources() {
      return resources;
    },
    get generation() {
      return generation;
    },
    find: (group, version, resource) => byPath.get(pathOf(group, version, resource)),
    findKind: (group, version, kind) =>
      resources.find((entry) => entry.group === group && entry.version === version && entry.kind === kind),
    ofCollection: (collection) => resources.find((entry) => entry.collection === collection),
    setCustom(definition, entries) {
      if (entries.length === 0) custom.delete(definition);
      else custom.set(definition, entries);
      index();
    },
  };
}

const pathOf = (group: string, version: string, resource: string): string => `${group}/${version}/${resource}`;

/** Most resources are never asked for: their rules and schemas are made once they are. */
function entryOf(resource: BuiltInResource, validation: Validation): ResourceEntry {
  const hasStatus = resource.subresources.some(({ name }) => name === "status");
  const hub = hubOf(resource);
  let rules: ResourceRules | undefined;
  return {
    ...resource,
    listKind: `${resource.kind}List`,
    collection: qualified(hub ? { ...resource, group: hub.group } : resource),
    hub,
    get rules() {
      return (rules ??= builtInRules(resource, hasStatus, validation, hub));
    },
    get schema() {
      return builtInSchemaOf(resource.group, resource.version, resource.kind);
    },
  };
}
