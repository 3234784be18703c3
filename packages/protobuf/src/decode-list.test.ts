import assert from "node:assert/strict";
import { isKubernetesError, type KubernetesObject } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { decodeKubernetesProtobuf } from "./decode.ts";
import { decodeProtobufList } from "./decode-list.ts";
import { encodeKubernetesProtobuf } from "./encode.ts";
import { garbled, inPieces } from "./testing/bytes.ts";
import { golden } from "./testing/golden.ts";

const managedFields = [{ manager: "test", operation: "Update", apiVersion: "v1", fieldsV1: { "f:data": {} } }];
const pods = [1, 2, 3].map((index) => ({
  metadata: { name: `web-${index}`, managedFields },
  spec: { containers: null },
}));
const list = encodeKubernetesProtobuf({
  apiVersion: "v1",
  kind: "PodList",
  metadata: { resourceVersion: "7", continue: "more" },
  items: pods,
} as KubernetesObject);

const outcome = (body: Uint8Array, size = 7): Promise<unknown> =>
  decodeProtobufList(inPieces(body, size)).then(
    () => "a list",
    (error: unknown) => {
      if (isKubernetesError(error)) return `${error.reason}: ${error.message}`;
      throw error;
    },
  );

describe("decodeProtobufList", () => {
  it.each([1, 3, 64, 1 << 20])(
    "decodes a list that arrives %i bytes at a time, items with their kind (D11)",
    async (size) => {
      const { items, ...rest } = await decodeProtobufList<KubernetesObject>(inPieces(list, size));
      expect(rest).toEqual({ apiVersion: "v1", kind: "PodList", metadata: { resourceVersion: "7", continue: "more" } });
      expect(items.map(({ metadata }) => metadata?.name)).toEqual(["web-1", "web-2", "web-3"]);
      expect(items[0]).toMatchObject({ apiVersion: "v1", kind: "Pod", metadata: { managedFields } });
    },
  );

  it("decodes every list of the golden data as a whole body does", async () => {
    let lists = 0;
    for (const { json, protobuf } of golden) {
      if (!("items" in json) || json.kind === "List") continue;
      const whole = decodeKubernetesProtobuf(protobuf) as unknown as { items: object[] | null };
      const opening = { apiVersion: json.apiVersion, kind: json.kind.slice(0, -4) };
      const items = (whole.items ?? []).map((item) => ({ ...opening, ...item }));
      const read = await decodeProtobufList(inPieces(protobuf, 50), { managedFields: "parse" });
      assert.deepStrictEqual(read, { ...whole, items }, json.kind);
      lists++;
    }
    expect(lists).toBeGreaterThan(80);
  });

  it("keeps managedFields unread, drops or parses them", async () => {
    const first = async (mode: "lazy" | "drop" | "parse"): Promise<object> =>
      (await decodeProtobufList<{ metadata: object }>(inPieces(list, 100), { managedFields: mode })).items[0]
        ?.metadata ?? {};
    const lazy = await first("lazy");
    expect(Object.getOwnPropertyDescriptor(lazy, "managedFields")).toMatchObject({ get: expect.any(Function) });
    expect(structuredClone(lazy)).toEqual({ name: "web-1", managedFields });
    (lazy as { managedFields: unknown }).managedFields = [];
    expect(lazy).toEqual({ name: "web-1", managedFields: [] });
    expect(await first("drop")).toEqual({ name: "web-1" });
    expect(Object.getOwnPropertyDescriptor(await first("parse"), "managedFields")?.value).toEqual(managedFields);
  });

  it("takes a list of another writer, whose envelope begins otherwise", async () => {
    // The envelope's fields the other way round: the object, then the kind.
    const kindLength = new DataView(list.buffer, list.byteOffset).getUint8(5);
    const kind = list.subarray(4, 6 + kindLength);
    const rest = list.subarray(6 + kindLength, list.length - 4);
    const turned = Uint8Array.from([...list.subarray(0, 4), ...rest, ...kind]);
    const { items, metadata } = await decodeProtobufList<KubernetesObject>(inPieces(turned, 9));
    expect(metadata.resourceVersion).toBe("7");
    expect(items.map((item) => [item.kind, item.metadata?.name])).toContainEqual(["Pod", "web-3"]);
  });

  it("fails with what a Status says, and on what is no list or ends early", async () => {
    const status = {
      apiVersion: "v1",
      kind: "Status",
      status: "Failure",
      reason: "Expired",
      code: 410,
      message: "too old",
    };
    expect(await outcome(encodeKubernetesProtobuf(status as KubernetesObject))).toBe("Expired: too old");
    expect(await outcome(encodeKubernetesProtobuf({ apiVersion: "v1", kind: "Pod" }))).toBe(
      "Decode: the answer is no list",
    );
    for (const length of [0, 3, 5, 12, 20, 40, list.length - 10]) {
      expect(await outcome(list.subarray(0, length)), `${length} bytes`).toMatch(/^Decode: /);
    }
    expect(await outcome(new TextEncoder().encode('{"kind":"PodList"}'))).toMatch(/^Decode: not a Kubernetes object/);
  });

  it("survives garbled bytes anywhere", async () => {
    for (let at = 0; at < list.length; at++) {
      expect(await outcome(garbled(list, at), 40)).toMatch(/^(Decode: |a list)/);
    }
  });
});
