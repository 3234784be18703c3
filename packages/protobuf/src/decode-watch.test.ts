/* oxlint-disable typescript/no-unnecessary-type-assertion, typescript/unbound-method -- the linter does not see unchecked indexed access here. */
import { isKubernetesError, type KubernetesObject, type WatchEvent } from "@kubets/apimachinery";
import { describe, expect, it } from "vitest";
import { decodeProtobufWatch, type DecodeProtobufWatchOptions } from "./decode-watch.ts";
import { encodeProtobufWatchEvent } from "./encode.ts";
import { inPieces } from "./testing/golden.ts";
import { concat } from "./wire.ts";

const pod = (name: string): KubernetesObject => ({ apiVersion: "v1", kind: "Pod", metadata: { name } });
const bookmark = { type: "BOOKMARK", object: { apiVersion: "v1", kind: "Pod", metadata: { resourceVersion: "9" } } };
const events = [
  { type: "ADDED", object: pod("a") },
  { type: "MODIFIED", object: pod("b") },
  { type: "DELETED", object: pod("c") },
  bookmark,
] as WatchEvent<KubernetesObject>[];
const frames = events.map((event) => encodeProtobufWatchEvent(event));
const error = encodeProtobufWatchEvent({
  type: "ERROR",
  object: { apiVersion: "v1", kind: "Status", status: "Failure", reason: "Expired", code: 410, message: "too old" },
} as unknown as WatchEvent<KubernetesObject>);

async function read(body: Uint8Array, size: number, options?: DecodeProtobufWatchOptions): Promise<string[]> {
  const seen: string[] = [];
  try {
    for await (const batch of decodeProtobufWatch<KubernetesObject>(inPieces(body, size), options)) {
      for (const { type, object } of batch as readonly WatchEvent<KubernetesObject>[])
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
    expect(await read(concat(frames), size)).toEqual(["ADDED a", "MODIFIED b", "DELETED c", "BOOKMARK 9"]);
  });

  it("gives events of one chunk as one batch", async () => {
    const sizes: number[] = [];
    for await (const batch of decodeProtobufWatch(inPieces(concat(frames), 1 << 20))) sizes.push(batch.length);
    expect(sizes).toEqual([4]);
  });

  it("throws the error of an ERROR event, after what came before it", async () => {
    expect(await read(concat([frames[0]!, error, frames[1]!]), 1 << 20)).toEqual(["ADDED a", "Expired: too old"]);
  });

  it("refuses frames that are too long, cut off or no events (D21)", async () => {
    expect(await read(concat(frames), 1 << 20, { maxLineBytes: 10 })).toEqual([
      "Decode: an event of the watch is longer than 10 bytes",
    ]);
    expect(await read(frames[0]!.subarray(0, 20), 6)).toEqual(["Decode: the watch ended within an event"]);
    const odd = encodeProtobufWatchEvent({
      type: "RENAMED",
      object: pod("a"),
    } as unknown as WatchEvent<KubernetesObject>);
    expect(await read(concat([frames[0]!, odd]), 7)).toEqual(["ADDED a", "Decode: a frame of the watch is no event"]);
    expect(await read(Uint8Array.of(0, 0, 0, 0), 4)).toEqual(["Decode: a frame of the watch is no event"]);
  });

  it("survives garbled bytes anywhere", async () => {
    const whole = concat(frames);
    for (let at = 0; at < whole.length; at++) {
      const garbled = Uint8Array.from(whole);
      garbled[at] = 0xff - (garbled[at] as number);
      for (const line of await read(garbled, 30))
        expect(line).toMatch(/^(Decode: |Expired: |ADDED|MODIFIED|DELETED|BOOKMARK)/);
    }
  });
});
