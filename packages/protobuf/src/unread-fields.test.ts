import assert from "node:assert/strict";
import type { KubernetesList, KubernetesObject } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { decodeProtobufList } from "./decode-list.ts";
import { decodeFrames, decodeProtobufWatch } from "./decode-watch.ts";
import { encodeKubernetesProtobuf, encodeProtobufWatchEvent } from "./encode.ts";
import { inPieces } from "./testing/bytes.ts";
import { golden } from "./testing/golden.ts";
import type { ObjectsMode } from "./unread-fields.ts";
import { concat } from "./wire.ts";

interface Pod extends KubernetesObject {
  readonly spec?: { readonly nodeName: string; readonly containers: readonly { readonly name: string }[] };
  readonly status?: object;
}

const long = "x".repeat(300);
const spec = { nodeName: "node-1", containers: [1, 2].map((index) => ({ name: `c-${index}`, image: long })) };
const list = encodeKubernetesProtobuf({
  apiVersion: "v1",
  kind: "PodList",
  metadata: {},
  items: [1, 2].map((index) => ({ metadata: { name: `web-${index}` }, spec, status: { phase: "Running" } })),
} as unknown as KubernetesObject);

async function read(bytes: Uint8Array, objects: ObjectsMode, size = 64): Promise<KubernetesList<Pod>> {
  return decodeProtobufList<Pod>(inPieces(bytes, size), { objects });
}

async function first(objects: ObjectsMode = "lazy"): Promise<Pod> {
  const [pod] = (await read(list, objects)).items;
  if (!pod) throw new Error("no pod");
  return pod;
}

function isUnread(object: object | undefined, name: string): boolean {
  return Object.getOwnPropertyDescriptor(object ?? {}, name)?.get !== undefined;
}

/** A length-delimited field. */
function field(number: number, content: Uint8Array): Uint8Array {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    length.push(rest < 0x80 ? rest : (rest & 0x7f) | 0x80);
    if (rest < 0x80) return concat([Uint8Array.of(number * 8 + 2, ...length), content]);
  }
}

/** Fields that came unread, at any depth. */
function countUnread(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  for (const name of Object.keys(value)) {
    if (isUnread(value, name) && name !== "managedFields") count++;
    count += countUnread((value as Record<string, unknown>)[name]);
  }
  return count;
}

describe("objects whose large parts are unread", () => {
  it("are what Go's JSON is, for every kind, with all fields in the same order", async () => {
    let unread = 0;
    for (const { json, protobuf } of golden) {
      const event = concat([field(1, new TextEncoder().encode("ADDED")), field(2, field(1, protobuf))]);
      const frame = concat([Uint8Array.of(0, 0, event.length >>> 8, event.length), event]);
      const read = async (lazyFrom: number | undefined): Promise<unknown> => {
        const frames = decodeFrames(inPieces(frame, 1000), { managedFields: "lazy", lazyFrom }, frame.length);
        return (await frames.next()).value?.[0]?.object;
      };
      assert.deepStrictEqual(structuredClone(await read(0)), structuredClone(json), json.kind);
      assert.equal(JSON.stringify(await read(0)), JSON.stringify(await read(undefined)), json.kind);
      unread += countUnread(await read(0));
    }
    expect(unread).toBeGreaterThan(900);
  });

  it("are in lists and watches", async () => {
    const pods = await read(list, "parse");
    const pod = await first("parse");
    expect(countUnread(await read(list, "lazy"))).toBe(4);
    expect(await read(list, "lazy")).toEqual(pods);
    const frame = encodeProtobufWatchEvent({ type: "ADDED", object: pod });
    for await (const [added] of decodeProtobufWatch<Pod>(inPieces(frame, 50), { objects: "lazy" })) {
      expect(isUnread(added?.object, "spec")).toBe(true);
      expect(added?.object).toEqual(pod);
    }
  });

  it("have metadata and what is small at once, the rest when it is read, part by part", async () => {
    const pod = await first();
    expect(["metadata", "spec", "status"].map((name) => isUnread(pod, name))).toEqual([false, true, false]);
    expect(pod.spec?.nodeName).toBe("node-1");
    expect(isUnread(pod.spec, "containers")).toBe(true);
    expect(pod.spec?.containers.map(({ name }) => name)).toEqual(["c-1", "c-2"]);
    expect(pod.spec).toBe(pod.spec);
    expect(isUnread(await first("parse"), "spec")).toBe(false);
  });

  it("can be spread, assigned to, deleted from and frozen", async () => {
    const expected = await first("parse");
    expect({ ...(await first()) }).toEqual(expected);
    const changed = (await first()) as { spec?: unknown };
    changed.spec = 1;
    expect(changed.spec).toBe(1);
    delete changed.spec;
    expect(Object.keys(changed)).toEqual(["apiVersion", "kind", "metadata", "status"]);
    expect(Object.freeze(await first())).toEqual(expected);
    expect(Object.freeze(await first()).spec).toEqual(expected.spec);
  });

  it("tell what is malformed when it is read, each time, and leave the others alone", async () => {
    const broken = list.slice();
    // The tag of the first container's image becomes one of a wire type that there is not.
    const imageAt = Buffer.from(list).indexOf(Buffer.from([0x12, 0xac, 0x02, 0x78]));
    broken[imageAt] = 0x17;
    await expect(read(broken, "parse")).rejects.toMatchObject({ reason: "Decode" });
    const [pod, other] = (await read(broken, "lazy")).items;
    const reading = expect.objectContaining({
      reason: "Decode",
      message: expect.stringMatching(
        /^containers: malformed protobuf at byte \d+: field 2 is of wire type 7, expected length-delimited$/,
      ),
    });
    for (const _ of ["first", "again"]) expect(() => pod?.spec?.containers).toThrow(reading);
    expect(pod?.spec?.nodeName).toBe("node-1");
    expect(other?.spec?.containers).toHaveLength(2);
  });
});
