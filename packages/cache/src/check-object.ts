import type { KubernetesObject } from "@kubets/apimachinery";
import { isTable } from "./list-pages.ts";

/** The type of the objects that a cache takes. */
export interface ExpectedKind {
  /** `group/version`, or `version` of the core group. */
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * Why a cache cannot take what a server sent; undefined where it can. Items of lists say nothing of their type, so only a
 * type that is named and wrong counts (C16). Of metadata-only clients the objects have a type of their own.
 */
export function whyNoObject(object: KubernetesObject, expected: ExpectedKind | undefined): string | undefined {
  if (typeof object !== "object" || !object) return "it is no object";
  if (isTable(object)) return "it is a Table, which holds no objects";
  if (!object.metadata?.name) return "it has no name";
  const { kind, apiVersion } = object;
  if (!expected || !kind || kind === "PartialObjectMetadata") return undefined;
  if (kind === expected.kind && (!apiVersion || apiVersion === expected.apiVersion)) return undefined;
  return `it is a ${kind} of ${apiVersion}, not a ${expected.kind} of ${expected.apiVersion}`;
}
