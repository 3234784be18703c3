import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { objectKey, parseObjectKey } from "./object.ts";

describe("object keys", () => {
  it("are namespace/name, or the name where there is no namespace (F109)", () => {
    expect(objectKey({ metadata: { namespace: "default", name: "web-0" } })).toBe("default/web-0");
    expect(objectKey({ metadata: { name: "node-0" } })).toBe("node-0");
    expect(objectKey({ metadata: { namespace: "", name: "node-0" } })).toBe("node-0");
    expect(objectKey({})).toBe("");
  });

  it("come apart again (F109)", () => {
    expect(parseObjectKey("default/web-0")).toEqual({ namespace: "default", name: "web-0" });
    expect(parseObjectKey("node-0")).toEqual({ name: "node-0" });
    expect(parseObjectKey("/node-0")).toEqual({ name: "node-0" });
    expect(parseObjectKey("")).toEqual({ name: "" });
  });

  it("have one slash at most (F109)", () => {
    expect(() => parseObjectKey("a/b/c")).toThrow(RangeError);
    expect(() => parseObjectKey("//")).toThrow(RangeError);
  });

  const name = fc.stringMatching(/^[a-z0-9]([-a-z0-9.]{0,10}[a-z0-9])?$/);
  test.prop([fc.option(name, { nil: undefined }), name])("survive the round trip of any name", (namespace, name) => {
    const key = namespace === undefined ? { name } : { namespace, name };
    expect(parseObjectKey(objectKey({ metadata: key }))).toEqual(key);
  });
});
