import assert from "node:assert/strict";
import { fc, test } from "@fast-check/vitest";
import { isKubernetesError, type KubernetesObject } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { decodeKubernetesProtobuf } from "./decode.ts";
import { encodeKubernetesProtobuf } from "./encode.ts";
import { golden } from "./testing/golden.ts";

/** The largest integer of Go, which is 2^63 once JSON.parse has read it. */
const beyondNumbers = "9223372036854775807";

function refusal(object: object): string {
  try {
    encodeKubernetesProtobuf(object);
  } catch (error) {
    if (isKubernetesError(error) && error.reason === "InvalidRequest") return error.message;
    throw error;
  }
  return "none";
}

const pod = (spec: object, metadata: object = {}): object => ({ apiVersion: "v1", kind: "Pod", metadata, spec });

describe("encodeKubernetesProtobuf", () => {
  it("writes every kind byte for byte as Go writes it of the same JSON", () => {
    let same = 0;
    for (const [index, { json, written, text }] of golden.entries()) {
      const where = `line ${index + 1}: ${json.apiVersion} ${json.kind}`;
      if (text.includes(beyondNumbers)) {
        expect(refusal(json), where).toMatch(/is not an integer of 64 bits/);
        continue;
      }
      assert.ok(Buffer.from(encodeKubernetesProtobuf(json)).equals(written), where);
      same++;
    }
    expect(same).toBeGreaterThan(golden.length * 0.75);
  });

  it("takes undefined and null for absent", () => {
    const bare = encodeKubernetesProtobuf({ apiVersion: "v1", kind: "Pod" });
    const odd: object = { metadata: undefined, spec: { containers: null, nodeName: undefined }, status: null };
    expect(encodeKubernetesProtobuf({ apiVersion: "v1", kind: "Pod", ...odd })).toEqual(bare);
  });

  it("writes items of a list with or without their kind alike", () => {
    const list = (item: object): Uint8Array =>
      encodeKubernetesProtobuf({ apiVersion: "v1", kind: "PodList", items: [item] } as KubernetesObject);
    expect(list({ apiVersion: "v1", kind: "Pod", metadata: { name: "a" } })).toEqual(list({ metadata: { name: "a" } }));
  });

  it("reads times in any zone, and drops the fractions that the kind does not keep", () => {
    const metadata = { creationTimestamp: "2026-01-02T05:04:05.9+02:00" };
    expect(decodeKubernetesProtobuf(encodeKubernetesProtobuf(pod({}, metadata)))).toMatchObject({
      metadata: { creationTimestamp: "2026-01-02T03:04:05Z" },
    });
    const lease = (renewTime: string): object => ({
      apiVersion: "coordination.k8s.io/v1",
      kind: "Lease",
      spec: { renewTime },
    });
    expect(decodeKubernetesProtobuf(encodeKubernetesProtobuf(lease("1969-12-31T23:59:59.123456789Z")))).toMatchObject({
      spec: { renewTime: "1969-12-31T23:59:59.123456Z" },
    });
  });

  it("keeps a map key named __proto__", () => {
    const data = JSON.parse('{"__proto__": "x"}') as Record<string, string>;
    const encoded = encodeKubernetesProtobuf({ apiVersion: "v1", kind: "ConfigMap", data } as KubernetesObject);
    const decoded = decodeKubernetesProtobuf(encoded) as { data?: object };
    expect(Object.entries(decoded.data ?? {})).toEqual([["__proto__", "x"]]);
  });

  it("writes long and large values whole", () => {
    const data = { a: "x".repeat(70_000), ["k".repeat(300)]: "é".repeat(500) };
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: {}, data };
    expect(decodeKubernetesProtobuf(encodeKubernetesProtobuf(object))).toEqual(object);
  });

  it.each([
    [
      { kind: "Website", apiVersion: "example.com/v1" },
      /^Website of version "example.com\/v1" .*not one of those built in/,
    ],
    [{}, /^object of version "" .*not one of those built in/],
    [pod({ containres: [] }), /^spec of the Pod of version "v1" has no protobuf form: "containres" is not a field/],
    [
      pod({ containers: [{ name: "a", ports: [{ containerPort: 1.5 }] }] }),
      /^spec\.containers\[0\]\.ports\[0\]\.containerPort of the Pod .* integer of 32 bits/,
    ],
    [pod({ containers: [{ name: 1 }] }), /^spec\.containers\[0\]\.name .* not a string/],
    [pod({ containers: {} }), /^spec\.containers .* not a list/],
    [pod({ nodeSelector: { a: 1 } }), /^spec\.nodeSelector\.a .* not a string/],
    [pod({ nodeSelector: ["a"] }), /^spec\.nodeSelector .* not an object/],
    [pod({ hostNetwork: "yes" }), /^spec\.hostNetwork .* not true or false/],
    [pod({ activeDeadlineSeconds: 2 ** 63 }), /^spec\.activeDeadlineSeconds .* integer of 64 bits/],
    [pod({ priority: Number.NaN }), /^spec\.priority .* integer of 32 bits/],
    [pod({}, { creationTimestamp: "yesterday" }), /^metadata\.creationTimestamp .* not a time/],
    [pod({}, { creationTimestamp: "2026-13-45T00:00:00Z" }), /^metadata\.creationTimestamp .* not a time/],
    [pod({ volumes: [{ emptyDir: { sizeLimit: {} } }] }), /^spec\.volumes\[0\]\.emptyDir\.sizeLimit .* not a quantity/],
    [{ apiVersion: "v1", kind: "Secret", data: { a: "no base64!" } }, /^data\.a of the Secret .* not base64/],
    [{ apiVersion: "v1", kind: "Secret", data: { a: "YQ" } }, /^data\.a of the Secret .* padding/],
    [{ apiVersion: "v1", kind: "Secret", data: { a: "=aaa" } }, /^data\.a of the Secret .* not base64/],
  ])("refuses what would not arrive whole, and names it: %#", (object, message) => {
    expect(refusal(object)).toMatch(message);
  });

  it("never says the value", () => {
    expect(refusal({ apiVersion: "v1", kind: "Secret", stringData: { a: ["hunter2"] } })).not.toContain("hunter2");
  });

  it("refuses objects that hold themselves", () => {
    const schema: Record<string, unknown> = {};
    schema["not"] = schema;
    const spec = { versions: [{ name: "v1", schema: { openAPIV3Schema: schema } }] };
    const definition = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", spec };
    expect(refusal(definition)).toMatch(/nests more than 500 deep/);
    const example: Record<string, unknown> = {};
    example["self"] = example;
    schema["not"] = { default: example };
    expect(refusal(definition)).toMatch(/not\.default .* cannot be written as JSON/);
  });

  // Whatever the object is, the outcome is bytes that decode, or the typed error.
  const places = golden.flatMap(({ json }) =>
    Object.keys(json).flatMap((key) => (key === "kind" || key === "apiVersion" ? [] : [{ json, key }])),
  );
  test.prop([fc.constantFrom(...places), fc.anything({ maxDepth: 3 })], { seed: 4, numRuns: 3000 })(
    "survives any value anywhere",
    ({ json, key }, odd) => {
      const object = { ...json, [key]: odd };
      try {
        decodeKubernetesProtobuf(encodeKubernetesProtobuf(object));
      } catch (error) {
        if (!isKubernetesError(error) || error.reason !== "InvalidRequest") throw error;
      }
    },
  );
});
