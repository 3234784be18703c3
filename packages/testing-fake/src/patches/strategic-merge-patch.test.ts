import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { createSchemaOf } from "../schema/type-table.ts";
import { Failure } from "../http/status.ts";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";

const schema = createSchemaOf({
  packages: { "test/v1": "test/v1" },
  types: {
    "test/v1.Thing":
      "containers []Container p=merge k=name;volumes []Volume p=merge,retainKeys k=name;finalizers []string p=merge;" +
      "strategy Strategy p=retainKeys;whole Strategy p=replace",
    "test/v1.Container": "env []Volume p=merge k=name",
    "test/v1.Volume": "",
    "test/v1.Strategy": "",
  },
})("test", "v1", "Thing");
const apply = (object: object, patch: object) => applyStrategicMergePatch(object as never, patch, schema);

describe("strategic merge patch", () => {
  it("merges lists by their key, new elements first, and replaces lists without a strategy", () => {
    const object = { containers: [{ name: "a", image: "1", env: [{ name: "X", value: "1" }] }], plain: [1, 2] };
    expect(
      apply(object, {
        containers: [{ name: "b" }, { name: "a", env: [{ name: "Y", value: "2" }] }],
        plain: [3],
      }),
    ).toEqual({
      containers: [
        { name: "b" },
        {
          name: "a",
          image: "1",
          env: [
            { name: "Y", value: "2" },
            { name: "X", value: "1" },
          ],
        },
      ],
      plain: [3],
    });
  });

  it("merges lists of plain values as sets", () => {
    expect(apply({ finalizers: ["a", "b"] }, { finalizers: ["c", "a"] })).toEqual({ finalizers: ["c", "a", "b"] });
  });

  it("removes fields by null, also where nothing is there to remove", () => {
    expect(apply({ a: 1, b: { c: 1 } }, { a: null, b: { c: null }, d: null, e: { f: null, g: 1 } })).toEqual({
      b: {},
      e: { g: 1 },
    });
  });

  it("$patch: delete removes an element or empties an object, $patch: replace takes the patch instead", () => {
    const object = { containers: [{ name: "a" }, { name: "b" }], labels: { x: "1" } };
    expect(apply(object, { containers: [{ name: "a", $patch: "delete" }], labels: { $patch: "delete" } })).toEqual({
      containers: [{ name: "b" }],
      labels: {},
    });
    expect(
      apply(object, { containers: [{ $patch: "replace" }, { name: "c" }], labels: { $patch: "replace", y: "2" } }),
    ).toEqual({ containers: [{ name: "c" }], labels: { y: "2" } });
  });

  it("$retainKeys drops all other fields", () => {
    const object = { strategy: { type: "Rolling", rolling: { max: 1 } }, volumes: [{ name: "v", emptyDir: {} }] };
    expect(
      apply(object, {
        strategy: { $retainKeys: ["type"], type: "Recreate" },
        volumes: [{ name: "v", $retainKeys: ["name", "secret"], secret: {} }],
      }),
    ).toEqual({ strategy: { type: "Recreate" }, volumes: [{ name: "v", secret: {} }] });
    expect(() => apply(object, { strategy: { $retainKeys: ["type"], other: 1 } })).toThrow(
      "invalid patch format of retainKeys",
    );
  });

  it("$deleteFromPrimitiveList takes values out of a list", () => {
    expect(apply({ finalizers: ["a", "b"] }, { "$deleteFromPrimitiveList/finalizers": ["a", "z"] })).toEqual({
      finalizers: ["b"],
    });
  });

  it("$setElementOrder orders what the patch knows, and keeps the rest where it was", () => {
    const object = { containers: ["a", "x", "b", "y"].map((name) => ({ name })) };
    const patched = apply(object, {
      "$setElementOrder/containers": [{ name: "b" }, { name: "n" }, { name: "a" }],
      containers: [{ name: "n", image: "1" }],
    });
    expect((patched["containers"] as { name: string }[]).map(({ name }) => name)).toEqual(["x", "b", "n", "a", "y"]);
    expect(apply({ finalizers: ["a", "b"] }, { "$setElementOrder/finalizers": ["b", "a"] })).toEqual({
      finalizers: ["b", "a"],
    });
    expect(() =>
      apply(object, { "$setElementOrder/containers": [{ name: "a" }], containers: [{ name: "q" }] }),
    ).toThrow("The order in patch list:\n[map[name:q]]\n doesn't match $setElementOrder list:\n[map[name:a]]\n");
  });

  it("strategy replace takes objects whole", () => {
    expect(apply({ whole: { a: 1 } }, { whole: { b: 2 } })).toEqual({ whole: { b: 2 } });
  });

  it("means nothing by directives within what is new", () => {
    expect(
      apply(
        {},
        {
          containers: [
            { name: "a", $patch: "delete" },
            { name: "b", $retainKeys: ["name"] },
          ],
        },
      ),
    ).toEqual({
      containers: [{ name: "b" }],
    });
  });

  it.each([
    [{ containers: [{ image: "1" }] }, "map: map[image:1] does not contain declared merge key: name"],
    [{ containers: [{ $patch: "delete" }] }, "map: map[$patch:delete] does not contain declared merge key: name"],
    [{ containers: [{ name: "a", $patch: "x" }] }, "unknown patch type: x in map: map[$patch:x name:a]"],
    [{ labels: { $patch: "x" } }, "unknown patch type: x in map: map[$patch:x]"],
    [{ containers: ["a"] }, "list element types are not identical: [[map[name:a]] [a]]"],
    [{ "$setElementOrder/containers": 7 }, "expected a []interface {}, but received a int64"],
  ])("%j fails with the message of a server", (patch, message) => {
    expect(() => apply({ containers: [{ name: "a" }], labels: { a: "1" } }, patch)).toThrow(message);
  });

  const patches = fc.object({
    key: fc.constantFrom(
      "containers",
      "finalizers",
      "volumes",
      "name",
      "$patch",
      "$retainKeys",
      "$setElementOrder/containers",
      "$deleteFromPrimitiveList/finalizers",
      "__proto__",
    ),
    maxDepth: 4,
  });
  test.prop([patches, patches])("changes a copy or fails, whatever it is given", (object, patch) => {
    const before = JSON.stringify([object, patch]);
    try {
      apply(object, patch);
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
    }
    expect(JSON.stringify([object, patch])).toBe(before);
  });
});
