import assert from "node:assert/strict";
import { fc, test } from "@fast-check/vitest";
import { isKubernetesError } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { decodeKubernetesProtobuf } from "./decode.ts";
import { golden } from "./testing/golden.ts";

const bodies = golden.map(({ protobuf }) => protobuf);

/** Bytes from hexadecimal with spaces; text in quotes stands for itself. */
function bytes(...parts: (string | number[] | Uint8Array)[]): Uint8Array {
  return new Uint8Array(
    parts.flatMap((part) =>
      typeof part !== "string"
        ? [...part]
        : part === ""
          ? []
          : part.split(" ").map((byte) => Number.parseInt(byte, 16)),
    ),
  );
}

const text = (value: string): number[] => [...new TextEncoder().encode(value)];

/** A length-delimited field shorter than 128 bytes. */
function field(number: number, ...parts: (string | number[] | Uint8Array)[]): Uint8Array {
  const content = bytes(...parts);
  if (content.length > 127) throw new Error("too long for this helper");
  return bytes([number * 8 + 2, content.length], content);
}

function envelope(apiVersion: string, kind: string, ...raw: Uint8Array[]): Uint8Array {
  return bytes("6b 38 73 00", field(1, field(1, text(apiVersion)), field(2, text(kind))), field(2, ...raw));
}

describe("decodeKubernetesProtobuf", () => {
  it("reads what Go wrote as the JSON that Go makes of it, for every kind with a protobuf form", () => {
    expect(new Set(golden.map(({ json }) => `${json.apiVersion}/${json.kind}`)).size).toBeGreaterThan(340);
    for (const [index, { json }] of golden.entries()) {
      const decoded = decodeKubernetesProtobuf(bodies[index] ?? new Uint8Array());
      // Vitest's own equality stumbles over keys named __proto__, which the data has.
      assert.deepStrictEqual(decoded, json, `line ${index + 1}: ${json.apiVersion} ${json.kind}`);
    }
  });

  it("keeps a map key named __proto__ as a key", () => {
    const map = field(2, field(1, text("__proto__")), field(2, text("x")));
    const { data } = decodeKubernetesProtobuf(envelope("v1", "ConfigMap", map)) as { data?: object };
    expect(Object.entries(data ?? {})).toEqual([["__proto__", "x"]]);
    expect(Object.getPrototypeOf(data)).toBe(Object.prototype);
  });

  it("reads map entries without a key or a value (PROTOBUF.md, rule 4)", () => {
    const map = (number: number, ...entries: Uint8Array[]): unknown =>
      decodeKubernetesProtobuf(envelope("v1", "ConfigMap", ...entries.map((entry) => field(number, entry))));
    expect(map(2, field(1, text("a")), field(2, text("x")))).toMatchObject({ data: { a: "", "": "x" } });
    expect(map(3, field(1, text("a")))).toMatchObject({ binaryData: { a: "" } });
  });

  it("takes what the envelope leaves open from the options", () => {
    const body = bytes("6b 38 73 00", field(2, ""));
    const options = { apiVersion: "policy/v1", kind: "DeleteOptions" };
    expect(decodeKubernetesProtobuf(body, options)).toEqual(options);
    expect(decodeKubernetesProtobuf(envelope("v1", "DeleteOptions"), { kind: "Pod" })).toMatchObject({
      kind: "DeleteOptions",
    });
  });

  it("gives a WatchEvent no kind, and decodes the object that it holds in protobuf", () => {
    const pod = envelope("v1", "Namespace");
    const event = envelope("v1", "WatchEvent", field(1, text("ADDED")), field(2, field(1, pod)));
    expect(decodeKubernetesProtobuf(event)).toEqual({
      type: "ADDED",
      object: { apiVersion: "v1", kind: "Namespace", metadata: {}, spec: {}, status: {} },
    });
  });

  it("accepts packed numbers", () => {
    // securityContext(14).supplementalGroups(4) = [1, 300] in one field.
    const pod = envelope("v1", "Pod", field(2, field(14, field(4, "01 ac 02"))));
    expect(decodeKubernetesProtobuf(pod)).toMatchObject({
      spec: { securityContext: { supplementalGroups: [1, 300] } },
    });
  });

  it("reads fields in any order, the last of a single one, and all of a list in pieces", () => {
    const [name, namespace, label] = [field(1, text("web")), field(3, text("dev")), field(11, field(1, text("a")))];
    const metadata = { name: "web", namespace: "dev", labels: { a: "" }, finalizers: ["x", "y"] };
    const finalizers = ["x", "y"].map((value) => field(14, text(value)));
    const orders = [
      [name, namespace, label, ...finalizers],
      [...finalizers, label, namespace, name],
      [finalizers[0] ?? "", name, finalizers[1] ?? "", label, namespace],
      [field(3, text("old")), name, label, namespace, ...finalizers],
      [name, field(1, text("web")), label, ...finalizers, namespace],
    ];
    for (const order of orders) {
      const object = decodeKubernetesProtobuf(envelope("v1", "ConfigMap", field(1, ...order)));
      expect(object).toEqual({ apiVersion: "v1", kind: "ConfigMap", metadata });
      expect(Object.keys(object.metadata ?? {})).toEqual(Object.keys(metadata));
    }
    // A volume (1) of a pod's spec (2): its source (2), which is inlined, before its name (1), and in two pieces.
    const source = [field(2, field(2)), field(1, text("tmp")), field(2, field(2, field(1, text("Memory"))))];
    expect(decodeKubernetesProtobuf(envelope("v1", "Pod", field(2, field(1, ...source))))).toMatchObject({
      spec: { volumes: [{ name: "tmp", emptyDir: { medium: "Memory" } }] },
    });
  });

  it("reads what comes out of order once more, however deep it lies", () => {
    // `not` (28) within `not`, with a description (4) behind it: out of order at every level.
    let schema = new Uint8Array();
    for (let depth = 0; depth < 200; depth++) {
      const size = schema.length;
      schema = bytes([0xe2, 1, 0x80 | (size & 0x7f), size >> 7], schema, [0x22, 1, 0x64]) as Uint8Array<ArrayBuffer>;
    }
    const wrap = (number: number, inner: Uint8Array): Uint8Array =>
      bytes([number * 8 + 2, 0x80 | (inner.length & 0x7f), inner.length >> 7], inner);
    const crd = wrap(2, wrap(7, wrap(4, wrap(1, schema))));
    const head = field(1, field(1, text("apiextensions.k8s.io/v1")), field(2, text("CustomResourceDefinition")));
    let read = decodeKubernetesProtobuf(bytes("6b 38 73 00", head, wrap(2, crd))) as unknown;
    for (const name of ["spec", "versions", "0", "schema", "openAPIV3Schema"]) read = Object(read)[name] as unknown;
    let levels = 0;
    for (; Object(read).description === "d"; read = Object(read).not as unknown) levels++;
    expect(levels).toBe(200);
  });

  it("skips fields it does not know, groups in groups among them", () => {
    // Field 100 as a group that holds a group and a number, field 101 as 32 bits.
    const unknown = bytes("a3 06 a3 06 08 01 a4 06 a4 06 ad 06 01 02 03 04");
    expect(decodeKubernetesProtobuf(envelope("v1", "ConfigMap", unknown))).toEqual({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {},
    });
  });

  it("reads Go's zero time as null and times before 1970", () => {
    const micro = (varint: string): unknown =>
      decodeKubernetesProtobuf(envelope("coordination.k8s.io/v1", "Lease", field(2, field(4, "08", varint))));
    expect(micro("80 92 b8 c3 98 fe ff ff ff 01")).toMatchObject({ spec: { renewTime: null } });
    expect(micro("ff ff ff ff ff ff ff ff ff 01")).toMatchObject({
      spec: { renewTime: "1969-12-31T23:59:59.000000Z" },
    });
  });

  const failures: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ["an empty body", bytes(""), /does not begin/],
    ["JSON", new Uint8Array(text('{"kind":"Pod"}')), /does not begin/],
    ["nothing after the first bytes", bytes("6b 38 73 00"), /nothing follows/],
    ["a kind without a protobuf form", envelope("example.com/v1", "Website"), /"Website" of version "example.com\/v1"/],
    ["a kind named like a property of every object", envelope("v1", "constructor"), /no protobuf form/],
    [
      "a wrong wire type",
      envelope("v1", "ConfigMap", bytes("08 01")),
      /at byte 24: field 1 is varint, expected length/,
    ],
    ["a length beyond the end", envelope("v1", "ConfigMap", bytes("0a 05 01")), /5 bytes in 1/],
    [
      "a length with its highest bit set",
      envelope("v1", "ConfigMap", bytes("0a ff ff ff ff ff ff ff ff ff 01")),
      /bytes/,
    ],
    [
      "a number that never ends",
      envelope("v1", "ConfigMap", bytes("ff ff ff ff ff ff ff ff ff ff ff ff")),
      /ten bytes/,
    ],
    ["a number that is cut off", envelope("v1", "ConfigMap", bytes("80")), /cut off/],
    ["a field numbered 0", envelope("v1", "ConfigMap", bytes("02 00")), /0 is no field number/],
    ["a group that is not closed", envelope("v1", "ConfigMap", bytes("a3 06")), /cut off/],
    ["a group that was not opened", envelope("v1", "ConfigMap", bytes("a4 06")), /never began/],
    ["an unknown wire type", envelope("v1", "ConfigMap", bytes("a6 06")), /no wire type 6/],
    [
      "a time beyond the year 9999",
      envelope("v1", "ConfigMap", field(1, field(8, "08 ff ff ff ff ff ff 7f"))),
      /no time in RFC 3339/,
    ],
    [
      "an embedded object that is not JSON",
      envelope("apps/v1", "ControllerRevision", field(2, field(1, text("secret")))),
      /embedded value is not JSON$/,
    ],
    [
      "an embedded object in CBOR",
      envelope("apps/v1", "ControllerRevision", field(2, field(1, "d9 d9 f7 a0"))),
      /CBOR/,
    ],
  ];
  it.each(failures)("refuses %s with reason Decode", (_, body, message) => {
    expect(() => decodeKubernetesProtobuf(body)).toThrow(
      expect.objectContaining({ reason: "Decode", message: expect.stringMatching(message) as string }),
    );
  });

  it("refuses messages nested deeper than any object of use, before the stack is full", () => {
    let schema = new Uint8Array();
    const nest = (inner: Uint8Array): Uint8Array<ArrayBuffer> => {
      const result = new Uint8Array(inner.length + 8);
      result.set([0xe2, 0x01, 0x80 | (inner.length & 0x7f), 0x80 | ((inner.length >> 7) & 0x7f)]);
      result.set([0x80 | ((inner.length >> 14) & 0x7f), 0x80 | ((inner.length >> 21) & 0x7f), 0x80, 0x00], 4);
      result.set(inner, 8);
      return result;
    };
    // `not` (28) within `not`, two thousand deep.
    for (let depth = 0; depth < 2000; depth++) schema = nest(schema);
    const wrap = (number: number, inner: Uint8Array): Uint8Array => {
      const size = [0, 7, 14, 21].map((shift) => (shift < 21 ? 0x80 : 0) | ((inner.length >> shift) & 0x7f));
      return bytes([number * 8 + 2, ...size], inner);
    };
    const crd = wrap(2, wrap(7, wrap(4, wrap(1, schema))));
    const head = field(1, field(1, text("apiextensions.k8s.io/v1")), field(2, text("CustomResourceDefinition")));
    expect(() => decodeKubernetesProtobuf(bytes("6b 38 73 00", head, wrap(2, crd)))).toThrow(/nest more than 500 deep/);
  });

  // Whatever happens to the bytes, the outcome is an object or the typed error.
  const outcome = (body: Uint8Array): void => {
    try {
      expect(decodeKubernetesProtobuf(body)).toBeTypeOf("object");
    } catch (error) {
      if (!isKubernetesError(error) || error.reason !== "Decode") throw error;
    }
  };

  test.prop([fc.nat(), fc.nat()], { seed: 1, numRuns: 2000 })("survives being cut short anywhere", (which, length) => {
    const body = bodies[which % bodies.length] as Uint8Array;
    outcome(body.subarray(0, length % body.length));
  });

  test.prop([fc.nat(), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 8 })], {
    seed: 2,
    numRuns: 5000,
  })("survives garbled bytes", (which, changes) => {
    const body = Uint8Array.from(bodies[which % bodies.length] as Uint8Array);
    for (const [position, value] of changes) body[position % body.length] = value;
    outcome(body);
  });

  test.prop([fc.uint8Array({ maxLength: 200 })], { seed: 3, numRuns: 2000 })("survives noise in any kind", (noise) => {
    for (const kind of ["Pod", "Secret", "Node", "Event"]) {
      outcome(
        bytes("6b 38 73 00", field(1, field(1, text("v1")), field(2, text(kind))), [0x12, noise.length & 0x7f], noise),
      );
    }
  });
});
