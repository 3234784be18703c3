import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findMetadata, readIdentity } from "./object-identity.ts";

const bytesOf = (value: unknown, indent?: number): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(value, null, indent));

const texts = fc.string({ unit: "binary", minLength: 1 });
const metadata = fc.record(
  {
    annotations: fc.dictionary(fc.string(), fc.string()),
    creationTimestamp: fc.string(),
    labels: fc.dictionary(fc.constantFrom("name", "uid", "resourceVersion", "namespace"), fc.string()),
    managedFields: fc.array(fc.jsonValue({ maxDepth: 2 }).map((value) => ({ "f:metadata": { "f:uid": value } }))),
    name: texts,
    namespace: texts,
    resourceVersion: texts,
    uid: texts,
  },
  { requiredKeys: ["name", "resourceVersion", "uid"] },
);
const objects = fc.record(
  { apiVersion: fc.string(), kind: fc.string(), data: fc.jsonValue(), metadata, spec: fc.jsonValue() },
  { requiredKeys: ["metadata"] },
);

describe("an object's identity", () => {
  it("is what parsing the whole would have given, wherever else such names stand", () => {
    fc.assert(
      fc.property(objects, fc.nat(20), (object, before) => {
        const bytes = bytesOf(object);
        const placed = new Uint8Array(before + bytes.length + 5).fill(0x2c);
        placed.set(bytes, before);
        const identity = readIdentity(placed, before, before + bytes.length);
        const { name, namespace = "", uid, resourceVersion } = object.metadata;
        const asWritten = (text: string): string => JSON.stringify(text).slice(1, -1);
        expect(identity).toMatchObject({
          name: asWritten(name),
          namespace: asWritten(namespace),
          uid: asWritten(uid),
          resourceVersion: asWritten(resourceVersion),
        });
        expect(identity?.metadataAt).toBe(findMetadata(placed, before, before + bytes.length));
      }),
      { numRuns: 300 },
    );
  });

  it("is not made up from an object of which the end has not come", () => {
    const bytes = bytesOf({ metadata: { labels: { uid: "u" }, name: "a", resourceVersion: "12", uid: "x" }, spec: {} });
    const complete = new TextDecoder().decode(bytes).indexOf(',"spec"') - 1;
    for (let end = 0; end < complete; end++) expect(readIdentity(bytes, 0, end)).toBeUndefined();
    expect(readIdentity(bytes, 0, bytes.length)).toMatchObject({ name: "a", uid: "x", resourceVersion: "12" });
  });

  it.each([
    ["blanks between its fields", bytesOf({ metadata: { name: "a", uid: "b", resourceVersion: "1" } }, 2)],
    ["no metadata", bytesOf({ spec: {} })],
    ["metadata that are no object", bytesOf({ metadata: [] })],
    ["no uid", bytesOf({ metadata: { name: "a", resourceVersion: "1" } })],
    ["no object around it", bytesOf([{ metadata: { name: "a" } }])],
    ["broken text", new TextEncoder().encode('{"metadata":{"name":"a","uid":}')],
  ])("is unknown with %s", (_what, bytes) => {
    expect(readIdentity(bytes, 0, bytes.length)).toBeUndefined();
  });
});
