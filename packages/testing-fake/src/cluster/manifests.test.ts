import { describe, expect, it } from "vitest";
import { parseManifests } from "./manifests.ts";

describe("parseManifests", () => {
  it("reads documents, skips empty ones and takes lists apart", () => {
    const text = `---
# nothing
---
apiVersion: v1
kind: ConfigMap
metadata: {name: a}
---
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Secret, metadata: {name: b}}
---
apiVersion: v1
kind: PodList
items: [{metadata: {name: c}}]
`;
    expect(parseManifests(text)).toEqual([
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } },
      { apiVersion: "v1", kind: "Secret", metadata: { name: "b" } },
      { apiVersion: "v1", kind: "Pod", metadata: { name: "c" } },
    ]);
  });

  it("reads scalars as kubectl does", () => {
    const [object] = parseManifests(
      "{apiVersion: v1, kind: X, a: 0644, b: yes, c: 2001-12-14, d: 1e3, e: -0x1f, f: 1:30}",
    );
    expect(object).toMatchObject({ a: 420, b: true, c: "2001-12-14", d: 1000, e: -31, f: "1:30" });
  });

  it("reads JSON", () => {
    expect(parseManifests('{"apiVersion": "v1", "kind": "Pod"}')).toEqual([{ apiVersion: "v1", kind: "Pod" }]);
  });

  it("has nothing to give for an empty text", () => {
    expect(parseManifests("")).toEqual([]);
    expect(parseManifests("# only words\n")).toEqual([]);
  });

  it("says where a text is no YAML, without quoting it", () => {
    const parse = (): unknown => parseManifests("apiVersion: v1\nkind: Secret\ndata: {password: [hunter2\n", "x.yaml");
    expect(parse).toThrow(
      expect.objectContaining({ reason: "Decode", message: expect.stringMatching(/^x\.yaml:\d+:\d+: /) as string }),
    );
    expect(parse).not.toThrow(/hunter2/);
  });

  it("refuses what is no object with apiVersion and kind, and says which document", () => {
    expect(() => parseManifests("apiVersion: v1\nkind: Pod\n---\nkind: Pod\n", "y.yaml")).toThrow(
      "y.yaml, document 2: no object with apiVersion and kind",
    );
    expect(() => parseManifests("just text")).toThrow(/document 1/);
    expect(() => parseManifests("{apiVersion: v1, kind: List, items: [{}]}")).toThrow(/document 1/);
  });
});
