import type { WatchEvent } from "@kubets/apimachinery";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ManagedFieldsMode } from "./rest-client.ts";
import { inChunksOf, objects, split, splits } from "./testing/bytes.ts";
import { decodeWatch, type DecodeWatchOptions } from "./watch.ts";

/** All events of a body, and the failure at its end if there is one. */
async function read(
  body: AsyncIterable<Uint8Array>,
  options?: DecodeWatchOptions,
): Promise<{ batches: WatchEvent<unknown>[][]; failure?: unknown }> {
  const batches: WatchEvent<unknown>[][] = [];
  try {
    for await (const batch of decodeWatch(body, options)) batches.push([...batch]);
    return { batches };
  } catch (failure) {
    return { batches, failure };
  }
}

const event = (name: string, type = "ADDED"): string =>
  JSON.stringify({ type, object: { kind: "Pod", metadata: { name, managedFields: [{ manager: "x" }] } } });
const expired = {
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  reason: "Expired",
  code: 410,
  message: "too old",
};

describe("a watch", () => {
  it.each<ManagedFieldsMode>(["lazy", "drop", "parse"])(
    "decodes the same events for every split of its bytes (D39), managedFields %s",
    async (managedFields) => {
      const types = fc.constantFrom("ADDED", "MODIFIED", "DELETED", "BOOKMARK");
      const events = fc.array(fc.record({ type: types, object: objects, metadata: objects }), { maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(events, splits, fc.boolean(), fc.boolean(), async (events, ends, lastFeed, typeFirst) => {
          const lines = events.map(({ type, object, metadata }) =>
            JSON.stringify(typeFirst ? { type, metadata, object } : { object, type, metadata }),
          );
          const { batches, failure } = await read(split(lines.join("\n") + (lastFeed ? "\n" : ""), ends), {
            managedFields,
          });
          expect(failure).toBeUndefined();
          expect(batches.flat()).toEqual(
            events.map((event) => {
              if (managedFields !== "drop") return event;
              const { managedFields: _, ...metadata } = event.object["metadata"] as Record<string, unknown>;
              return { ...event, object: { ...event.object, metadata } };
            }),
          );
        }),
        { numRuns: 150 },
      );
    },
  );

  it("gives one batch a chunk that completes events", async () => {
    const [a, b, c] = [event("a"), event("b"), event("c")];
    const text = `${a}\n${b}\n${c}\n`;
    const { batches } = await read(split(text, [a.length + 1 + b.length + 2]));
    expect(batches.map((batch) => batch.length)).toEqual([2, 1]);
  });

  it("throws what an ERROR event says, after the events before it (D07)", async () => {
    const error = JSON.stringify({ type: "ERROR", object: expired });
    const { batches, failure } = await read(split(`${event("a")}\n${event("b")}\n${error}\n${event("c")}\n`));
    expect(batches.flat()).toHaveLength(2);
    expect(failure).toMatchObject({ reason: "Expired", code: 410, message: "too old" });
  });

  it("throws UnexpectedResponse on an ERROR event without a Status", async () => {
    expect((await read(split('{"type":"ERROR","object":{"kind":"Pod"}}'))).failure).toMatchObject({
      reason: "UnexpectedResponse",
    });
  });

  it.each([
    "{",
    "null",
    "1",
    '{"type":"ADDED"}',
    '{"type":"ADDED","object":null}',
    '{"type":"NEW","object":{}}',
    "<html>",
  ])("throws Decode on the line %s, after the events before it (D21, F022)", async (line) => {
    const { batches, failure } = await read(split(`${event("a")}\n${line}\n`));
    expect(batches.flat()).toHaveLength(1);
    expect(failure).toMatchObject({ reason: "Decode" });
    expect(String(failure)).not.toContain(line);
  });

  it("passes over blank lines and takes a carriage return", async () => {
    const { batches, failure } = await read(inChunksOf(`\n\r\n${event("a")}\r\n \n${event("b")}`, 3));
    expect(failure).toBeUndefined();
    expect(batches.flat()).toHaveLength(2);
  });

  it("decodes no half line of a body that breaks off", async () => {
    const broken = new Error("broken");
    const body = (async function* () {
      yield* split(`${event("a")}\n${event("b")}`);
      throw broken;
    })();
    const { batches, failure } = await read(body);
    expect(batches.flat()).toHaveLength(1);
    expect(failure).toBe(broken);
  });

  it("throws Decode on a line above the limit, whether its end has come or not", async () => {
    const long = event("x".repeat(100));
    for (const text of [long, `${long}\n`]) {
      const { batches, failure } = await read(inChunksOf(`${event("a")}\n${text}`, 10), { maxLineBytes: 90 });
      expect(batches.flat()).toHaveLength(1);
      expect(failure).toMatchObject({ reason: "Decode", message: expect.stringContaining("90 bytes") });
    }
  });

  it("lets go of the body when its reader stops", async () => {
    let released = false;
    const body = (async function* () {
      try {
        yield* split(`${event("a")}\n`);
        yield* split(`${event("b")}\n`);
      } finally {
        released = true;
      }
    })();
    for await (const _ of decodeWatch(body)) break;
    expect(released).toBe(true);
  });
});
