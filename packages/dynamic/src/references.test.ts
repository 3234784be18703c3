import { describe, expect, it } from "vitest";
import { objectReference, ownerReference, withOwner, type Owner } from "./references.ts";

const owner: Owner = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "o", uid: "u", namespace: "n" } };
const reference = { apiVersion: "v1", kind: "ConfigMap", name: "o", uid: "u" };

describe("owners", () => {
  it("are controllers unless told otherwise", () => {
    expect(ownerReference(owner)).toEqual({ ...reference, controller: true, blockOwnerDeletion: true });
    expect(ownerReference(owner, { controller: false })).toEqual(reference);
  });

  it("stand beside others, and only once", () => {
    const other = { apiVersion: "v1", kind: "Pod", name: "p", uid: "v" };
    const object = { metadata: { name: "x", namespace: "n", ownerReferences: [other, reference] } };
    expect(withOwner(object, owner).metadata.ownerReferences).toEqual([other, ownerReference(owner)]);
    expect(object.metadata.ownerReferences).toHaveLength(2);
  });

  it("must live where the object lives, and there is one controller", () => {
    expect(() => withOwner({ metadata: { name: "x", namespace: "m" } }, owner)).toThrow('namespace "n"');
    expect(() => withOwner({ metadata: { name: "x" } }, owner)).toThrow("cannot own");
    const controlled = {
      metadata: { namespace: "n", ownerReferences: [{ ...reference, uid: "w", controller: true }] },
    };
    expect(() => withOwner(controlled, owner)).toThrow('ConfigMap "o" controls the object already');
    expect(withOwner(controlled, owner, { controller: false }).metadata.ownerReferences).toHaveLength(2);
  });
});

describe("objectReference (F091)", () => {
  it("names an object, and gives a reference back as it is", () => {
    const object = {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "p", namespace: "n", uid: "u", resourceVersion: "3" },
    };
    const made = objectReference(object);
    expect(made).toEqual({ apiVersion: "v1", kind: "Pod", name: "p", namespace: "n", uid: "u", resourceVersion: "3" });
    expect(objectReference(made)).toBe(made);
  });
  it("refuses what cannot be named", () => {
    expect(() => objectReference({})).toThrow("apiVersion");
    expect(() => objectReference({ kind: "Pod", metadata: { name: "p" } })).toThrow("apiVersion");
  });
});
