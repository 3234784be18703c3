import { readFileSync } from "node:fs";
import type { ManagedFieldsEntry, Stored, UnstructuredObject } from "@kubets/apimachinery";
import { expect, it } from "vitest";
import { extractManaged, upgradeToServerSideApply } from "./managed-fields.ts";

interface Extracted {
  readonly object: Stored<UnstructuredObject>;
  readonly extracted: readonly { fieldManager: string; subresource?: string; applied: unknown }[];
}

interface Upgrade {
  readonly managedFields: ManagedFieldsEntry[] | null;
  readonly from: string[];
  readonly to: string;
  readonly subresource?: string;
  readonly patches: unknown[];
}

/** Printed by client-go itself: tooling/oracles/apply. */
function golden(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../testdata/${name}.json`, import.meta.url), "utf8"));
}

/** Ours as client-go's types can say it: they have no empty maps and lists where they leave out empty ones. */
function withoutEmpty(ours: unknown, theirs: unknown): unknown {
  if (typeof ours !== "object" || ours === null) return ours;
  if (Array.isArray(ours)) return ours.map((each, index) => withoutEmpty(each, (theirs as unknown[])?.[index]));
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(ours)) {
    const other = (theirs as Record<string, unknown> | undefined)?.[name];
    const inner = withoutEmpty(value, other);
    const isEmpty = typeof inner === "object" && inner !== null && Object.keys(inner).length === 0;
    if (!isEmpty || other !== undefined) kept[name] = inner;
  }
  return kept;
}

it("extracts of every kind what client-go extracts, for every manager and for the status (F084)", () => {
  const cases = golden("extracted") as Extracted[];
  expect(new Set(cases.map(({ object }) => object.kind)).size).toBeGreaterThanOrEqual(15);
  expect(cases.flatMap(({ extracted }) => extracted).length).toBeGreaterThan(500);
  for (const { object, extracted } of cases) {
    for (const { applied, ...options } of extracted) {
      const ours = extractManaged(object, options);
      expect(withoutEmpty(ours, applied), JSON.stringify({ ...options, object })).toEqual(applied);
    }
  }
});

it("makes the patch that client-go makes to upgrade managers that update to one that applies (F171)", () => {
  const cases = golden("upgrades") as Upgrade[];
  expect(cases.length).toBeGreaterThanOrEqual(300);
  for (const { managedFields, patches, ...options } of cases) {
    const metadata = { name: "web", resourceVersion: "7", managedFields: managedFields ?? [] };
    const object = { apiVersion: "v1", kind: "Pod", metadata } as unknown as Stored;
    const patch = upgradeToServerSideApply(object, options);
    // Of several names client-go takes any first: ours has to be one of its answers.
    expect(patches, JSON.stringify(options)).toContainEqual(patch?.type === "json" ? patch.operations : null);
  }
});
