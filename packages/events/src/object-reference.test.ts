import { isKubernetesError } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { identityOf, referenceTo, type ReferableObject } from "./object-reference.ts";

const metadata = { namespace: "baz", name: "foo", uid: "bar", resourceVersion: "42" };

describe("referenceTo", () => {
  it("says of an object what it is, where it is and which version was meant (F091)", () => {
    expect(referenceTo({ apiVersion: "apps/v1", kind: "Deployment", metadata })).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      ...metadata,
    });
  });

  it("leaves out what an object does not have, such as the name of a list (F091)", () => {
    const list: ReferableObject = { apiVersion: "v1", kind: "PodList", metadata: { resourceVersion: "7" } };
    expect(referenceTo(list)).toEqual({ apiVersion: "v1", kind: "PodList", resourceVersion: "7" });
  });

  it("takes from a descriptor what the object does not say (F091)", () => {
    const resource = { group: "apps", version: "v1", kind: "Deployment" };
    expect(referenceTo({ metadata }, { resource })).toMatchObject({ apiVersion: "apps/v1", kind: "Deployment" });
    expect(referenceTo({ metadata }, { resource: { ...resource, group: "" } }).apiVersion).toBe("v1");
    expect(referenceTo({ apiVersion: "v1", kind: "Pod", metadata }, { resource }).kind).toBe("Pod");
  });

  it("is the reference itself for a reference, and a copy for a part of it (F091)", () => {
    const reference = referenceTo({ apiVersion: "v1", kind: "Pod", metadata });
    expect(referenceTo(reference)).toBe(reference);
    expect(referenceTo(reference, { fieldPath: "spec.containers{web}" })).toEqual({
      ...reference,
      fieldPath: "spec.containers{web}",
    });
    expect(reference.fieldPath).toBeUndefined();
  });

  it.each([
    ["nothing", undefined],
    ["null", null],
    ["an object that does not say its kind", { apiVersion: "v1", metadata }],
    ["an object that does not say its version", { kind: "Pod", metadata }],
  ])("refuses %s (F091)", (_name, object) => {
    let error: unknown;
    try {
      referenceTo(object as ReferableObject);
    } catch (thrown) {
      error = thrown;
    }
    expect(isKubernetesError(error) && error.reason).toBe("InvalidRequest");
  });
});

it("takes an object for the same one after it has changed", () => {
  const before = referenceTo({ apiVersion: "v1", kind: "Pod", metadata });
  expect(identityOf({ ...before, resourceVersion: "43" })).toEqual(identityOf(before));
  expect(identityOf({ ...before, uid: "another" })).not.toEqual(identityOf(before));
});
