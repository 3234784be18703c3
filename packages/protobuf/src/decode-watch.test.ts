import { isKubernetesError, type KubernetesObject, type WatchEvent } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { decodeProtobufWatch, type DecodeProtobufWatchOptions } from "./decode-watch.ts";
import { encodeProtobufWatchEvent } from "./encode.ts";
import { garbled, inPieces } from "./testing/bytes.ts";
import { concat } from "./wire.ts";

const pod = (name: string): KubernetesObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name } });
const bookmark = { type: "BOOKMARK", object: { apiVersion: "v1", kind: "Pod", metadata: { resourceVersion: "9" } } };
const frame = (event: object): Uint8Array => encodeProtobufWatchEvent(event as WatchEvent<KubernetesObject>);
const added = frame({ type: "ADDED", object: pod("a") });
const modified = frame({ type: "MODIFIED", object: pod("b") });
const whole = concat([added, modified, frame({ type: "DELETED", object: pod("c") }), frame(bookmark)]);
const error = frame({
  type: "ERROR",
  object: { apiVersion: "v1", kind: "Status", status: "Failure", reason: "Expired", code: 410, message: "too old" },
});

async function read(body: Uint8Array, size: number, options?: DecodeProtobufWatchOptions): Promise<string[]> {
  const seen: string[] = [];
  try {
    for await (const batch of decodeProtobufWatch<KubernetesObject>(inPieces(body, size), options)) {
      for (const { type, object } of batch)
        seen.push(`${type} ${type === "BOOKMARK" ? object.metadata.resourceVersion : object.metadata?.name}`);
    }
  } catch (failure) {
    if (!isKubernetesError(failure)) throw failure;
    seen.push(`${failure.reason}: ${failure.message}`);
  }
  return seen;
}

describe("decodeProtobufWatch", () => {
  it.each([1, 5, 80, 1 << 20])("decodes events that arrive %i bytes at a time (D39)", async (size) => {
    expect(await read(whole, size)).toEqual(["ADDED a", "MODIFIED b", "DELETED c", "BOOKMARK 9"]);
  });

  it("gives events of one chunk as one batch", async () => {
    const sizes: number[] = [];
    for await (const batch of decodeProtobufWatch(inPieces(whole, 1 << 20))) sizes.push(batch.length);
    expect(sizes).toEqual([4]);
  });

  it("throws the error of an ERROR event, after what came before it", async () => {
    expect(await read(concat([added, error, modified]), 1 << 20)).toEqual(["ADDED a", "Expired: too old"]);
  });

  it("refuses frames that are too long, cut off or no events (D21)", async () => {
    expect(await read(whole, 1 << 20, { maxLineBytes: 10 })).toEqual([
      "Decode: an event of the watch is longer than 10 bytes",
    ]);
    expect(await read(added.subarray(0, 20), 6)).toEqual(["Decode: the watch ended within an event"]);
    const odd = frame({ type: "RENAMED", object: pod("a") });
    expect(await read(concat([added, odd]), 7)).toEqual(["ADDED a", "Decode: a frame of the watch is no event"]);
    expect(await read(Uint8Array.of(0, 0, 0, 0), 4)).toEqual(["Decode: a frame of the watch is no event"]);
  });

  it("survives garbled bytes anywhere", async () => {
    for (let at = 0; at < whole.length; at++) {
      for (const line of await read(garbled(whole, at), 30))
        expect(line).toMatch(/^(Decode: |Expired: |ADDED|MODIFIED|DELETED|BOOKMARK)/);
    }
  });
});
