import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { JsonObject } from "../json.ts";
import { builtInResources } from "../gen/resources.ts";
import { createResourceRegistry, type ResourceEntry } from "../resources/resource-registry.ts";
import { toTable, type TableOptions } from "./tables.ts";

/** Written by tooling/oracles/tables: what a real API server showed, and of which objects. */
interface Golden {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  /** Milliseconds since 1970 just before the server was asked. */
  readonly now: number;
  readonly columns: readonly JsonObject[];
  readonly rows: readonly { readonly cells: unknown[]; readonly conditions?: unknown; readonly object: JsonObject }[];
}

const golden = JSON.parse(readFileSync(new URL("testdata/golden.json", import.meta.url), "utf8")) as Golden[];
const definition = golden.find(({ resource }) => resource === "customresourcedefinitions")?.rows[0]?.object;
const registry = createResourceRegistry(builtInResources);

function entryOf({ group, version, resource }: Pick<Golden, "group" | "version" | "resource">): ResourceEntry {
  const found = registry.find(group, version, resource);
  if (found) return found;
  const { versions } = (definition as { spec: { versions: JsonObject[] } }).spec;
  const served = versions.find(({ name }) => name === version);
  const like = registry.find("", "v1", "pods");
  if (!like || !served) throw new Error(`no resource ${resource}`);
  return {
    ...like,
    group,
    version,
    resource,
    kind: "Gadget",
    custom: {
      definition: `${resource}.${group}`,
      version: served,
      terminating: false,
      coerce: () => [],
      fromStorage: (stored) => stored,
    },
  };
}

/** As the store has it, in which other versions may have left another form. */
function stored({ hub }: ResourceEntry, object: JsonObject): JsonObject {
  const copy = structuredClone(object);
  hub?.toHub(copy);
  return copy;
}

const options: TableOptions = {
  apiVersion: "meta.k8s.io/v1",
  metadata: { resourceVersion: "7" },
  includeObject: "Metadata",
  columns: true,
  now: 0,
};

interface Table extends JsonObject {
  columnDefinitions: JsonObject[];
  rows: { cells: unknown[]; conditions?: unknown; object: unknown }[];
}

/** Whole seconds may pass between asking and answering: ages that differ by one of them are the same. */
function withoutAges(cells: readonly unknown[]): unknown[] {
  return cells.map((cell) => (typeof cell === "string" && /^\d+s$|^\d+m(\d+s)?$/.test(cell) ? "<recent>" : cell));
}

describe("tables", () => {
  it.each(golden)("show $resource ($group/$version) as a real server does", (table) => {
    const entry = entryOf(table);
    const objects = table.rows.map(({ object }) => stored(entry, object));
    const shown = toTable(entry, objects, { ...options, now: table.now }) as Table;
    // Descriptions are in own words.
    expect(shown.columnDefinitions).toEqual(
      table.columns.map((column) => ({ ...column, description: expect.any(String) as unknown })),
    );
    for (const [index, { cells, conditions, object }] of table.rows.entries()) {
      const row = shown.rows[index];
      const name = (object["metadata"] as { name: string }).name;
      expect(withoutAges(row?.cells ?? []), name).toEqual(withoutAges(cells));
      expect(row?.conditions, name).toEqual(conditions);
    }
  });

  it("carry metadata, the whole object or nothing in their rows", () => {
    const entry = entryOf({ group: "", version: "v1", resource: "configmaps" });
    const object = { metadata: { name: "a" }, data: { b: "c" } };
    const rowObject = (includeObject: string): unknown =>
      (toTable(entry, [object], { ...options, includeObject }) as Table).rows[0]?.object;
    expect(rowObject("Metadata")).toEqual({
      kind: "PartialObjectMetadata",
      apiVersion: "meta.k8s.io/v1",
      metadata: { name: "a" },
    });
    expect(rowObject("Object")).toEqual({ kind: "ConfigMap", apiVersion: "v1", ...object });
    expect(rowObject("None")).toBeNull();
    expect(() => rowObject("Some")).toThrow(
      expect.objectContaining({ status: expect.objectContaining({ code: 400 }) as unknown }),
    );
  });

  it("leave their columns out where they were told before", () => {
    const entry = entryOf({ group: "", version: "v1", resource: "pods" });
    const table = toTable(entry, [], { ...options, columns: false });
    expect(table).toEqual({
      kind: "Table",
      apiVersion: "meta.k8s.io/v1",
      metadata: { resourceVersion: "7" },
      columnDefinitions: [],
      rows: [],
    });
  });

  it("can be made of objects of any form", () => {
    const odd: JsonObject[] = [
      {},
      { metadata: null, spec: "x", status: [] },
      { metadata: { name: 5 }, spec: { template: [] } },
    ];
    for (const entry of registry.resources) {
      const shown = toTable(entry, odd, options) as Table;
      for (const { cells } of shown.rows) expect(cells, entry.resource).toHaveLength(shown.columnDefinitions.length);
    }
  });
});
