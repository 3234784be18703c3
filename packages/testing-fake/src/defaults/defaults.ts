import type { JsonObject } from "../json.ts";
import { appsDefaults } from "./apps.ts";
import { batchDefaults } from "./batch.ts";
import { clusterDefaults } from "./cluster.ts";
import { networkDefaults } from "./network.ts";
import { podDefaults } from "./pods.ts";
import { storageDefaults } from "./storage.ts";

/**
 * Fills in what OpenAPI does not say of a type. It may change the object that it is given; what that holds may be shared and
 * is to be replaced.
 */
export type SetDefaults = (object: JsonObject) => void;

/** By the name of a type with its package: `core/v1.Container`. */
export type DefaultsByType = Readonly<Record<string, SetDefaults>>;

const all: ReadonlyMap<string, SetDefaults> = new Map(
  [podDefaults, appsDefaults, batchDefaults, networkDefaults, storageDefaults, clusterDefaults].flatMap((group) =>
    Object.entries(group),
  ),
);

/** The defaults of a type; undefined where it has none. */
export function defaultsOf(typeId: string): SetDefaults | undefined {
  return all.get(typeId);
}
