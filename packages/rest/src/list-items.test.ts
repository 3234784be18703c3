import { isKubernetesError } from "@kubets/apimachinery";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeList } from "./list-items.ts";
import type { ManagedFieldsMode } from "./rest-client.ts";
import { inChunksOf, objects, split, splits } from "./testing/bytes.ts";

const pod = {
  metadata: {
    name: "web-ä",
    managedFields: [{ manager: "kubelet", fieldsV1: { "f:status": {} } }],
  },
  spec: {
    template: { metadata: { managedFields: [1] } },
    command: '},{"metadata":{"managedFields":[]',
  },
};
const typed = {
  kind: "PodList",
  apiVersion: "v1",
  metadata: { resourceVersion: "5", continue: "x" },
  items: [pod, pod],
};
const named = { ...typed, items: typed.items.map((item) => ({ kind: "Pod", apiVersion: "v1", ...item })) };

function without(object: Record<string, unknown>): unknown {
  const { managedFields: _, ...metadata } = object["metadata"] as Record<string, unknown>;
  return { ...object, metadata };
}

describe("a list", () => {
  it.each<ManagedFieldsMode>(["lazy", "drop", "parse"])(
    "is the same as the whole parsed at once, for every split of its bytes (D39), managedFields %s",
    async (managedFields) => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(objects, { maxLength: 4 }),
          splits,
          fc.constantFrom(undefined, 1),
          fc.boolean(),
          async (items, ends, indent, kindFirst) => {
            const meta = { kind: "WidgetList", apiVersion: "example.com/v1" };
            const fields = { metadata: { resourceVersion: "7" }, items };
            // Maps with sorted keys, as servers send custom resources, name the kind behind the items.
            const list = kindFirst ? { ...meta, ...fields } : { ...fields, ...meta, extra: { items: [1] } };
            const expected = items.map((item) => (managedFields === "drop" ? without(item) : item));
            const decoded = await decodeList(split(JSON.stringify(list, null, indent), ends), { managedFields });
            expect(decoded).toEqual({
              ...list,
              items: expected.map((item) =>
                kindFirst ? { kind: "Widget", apiVersion: "example.com/v1", ...(item as object) } : item,
              ),
            });
          },
        ),
        { numRuns: 150 },
      );
    },
  );

  it("may be longer than the longest string of the engine (D22)", async () => {
    const longest = 2 ** 29;
    const filling = new TextEncoder().encode("x".repeat(2 ** 20));
    let bytes = 0;
    const body = (async function* () {
      yield* split('{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[');
      for (let item = 0; bytes <= longest; item++) {
        yield* split(`${item > 0 ? "," : ""}{"metadata":{"name":"pod-${item}","managedFields":["`);
        for (let piece = 0; piece < 16; piece++, bytes += filling.length) yield filling;
        yield* split('"]}}');
      }
      yield* split("]}");
    })();
    const list = await decodeList<{ metadata: { name: string } }>(body, { managedFields: "drop" });
    expect(bytes).toBeGreaterThan(longest);
    expect(list.metadata).toEqual({ resourceVersion: "7" });
    expect(list.items.map(({ metadata }) => metadata)).toEqual(
      Array.from({ length: 33 }, (_, item) => ({ name: `pod-${item}` })),
    );
  });

  it("cut short anywhere is an error and never a shorter list", async () => {
    const text = JSON.stringify(typed);
    const bytes = new TextEncoder().encode(text);
    for (let end = 0; end < bytes.length; end++) {
      const body = (async function* () {
        yield bytes.slice(0, end);
      })();
      await expect(decodeList(body)).rejects.toMatchObject({ reason: "Decode" });
    }
  });

  it("fails where parsing the whole fails", async () => {
    const text = JSON.stringify({ ...typed, items: [{ a: 1 }, {}] });
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: text.length - 1 }),
        fc.constantFrom("{", "}", "[", "]", ",", ":", '"', "\\", " ", "x", "1"),
        splits,
        async (at, by, ends) => {
          const broken = text.slice(0, at) + by + text.slice(at + 1);
          let whole: { items?: unknown } | undefined;
          try {
            whole = JSON.parse(broken) as { items?: unknown };
          } catch {
            // Then the decoder fails too.
          }
          const decoded = await decodeList(split(broken, ends), { managedFields: "parse" }).catch((error: unknown) => {
            expect(isKubernetesError(error)).toBe(true);
            return undefined;
          });
          if (!whole) expect(decoded).toBeUndefined();
        },
      ),
      { numRuns: 500 },
    );
  });

  it("gives items the list's kind, with kind and apiVersion first, as a single object has them (D11)", async () => {
    const { items } = await decodeList<Record<string, unknown>>(inChunksOf(JSON.stringify(typed), 7));
    expect(items).toEqual(named.items);
    expect(Object.keys(items[0] ?? {})).toEqual(["kind", "apiVersion", "metadata", "spec"]);
  });

  it("leaves the kind of items that have one, and of lists of mixed kinds", async () => {
    const own = { ...typed, items: [{ apiVersion: "other/v1", kind: "Other", metadata: {} }] };
    expect((await decodeList(split(JSON.stringify(own)))).items).toEqual(own.items);
    const mixed = { kind: "List", apiVersion: "v1", items: [{ metadata: {} }] };
    expect((await decodeList(split(JSON.stringify(mixed)))).items).toEqual(mixed.items);
  });

  it("takes empty items, an empty list and null for one", async () => {
    expect((await decodeList(split('{"kind":"XList","apiVersion":"v1","items":[{},{ }]}'))).items).toEqual([{}, {}]);
    expect(await decodeList(split('{"kind":"XList","items":[ ]}'))).toEqual({ kind: "XList", metadata: {}, items: [] });
    expect(await decodeList(split('{"items":null,"metadata":{}}'))).toEqual({ metadata: {}, items: [] });
  });

  it("that is a failure Status in truth throws what it says (C64)", async () => {
    const status = { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Expired", code: 410 };
    await expect(decodeList(split(JSON.stringify(status)))).rejects.toMatchObject({ reason: "Expired", code: 410 });
  });

  it.each(["", "null", "[]", "<html></html>", '{"kind":"Pod","metadata":{}}', '{"items":[1]}', '{"items":[{}]} x'])(
    "is not %s",
    async (text) => {
      await expect(decodeList(split(text))).rejects.toMatchObject({ reason: "Decode" });
    },
  );

  it("is of items within the limit, whatever a small compressed body grows to; together they may be longer", async () => {
    const items = [{ a: "x".repeat(50) }, { a: "y".repeat(50) }, { a: "z".repeat(200) }];
    const decode = async (count: number): Promise<unknown> =>
      decodeList(inChunksOf(JSON.stringify({ items: items.slice(0, count) }), 10), { maxLineBytes: 90 });
    expect(await decode(2)).toMatchObject({ items: items.slice(0, 2) });
    await expect(decode(3)).rejects.toMatchObject({ reason: "Decode", message: "an object is over 90 bytes" });
  });

  it("keeps no text of the answer in its error", async () => {
    const error: unknown = await decodeList(split('{"items":[{"data":"c2VjcmV0" oops}]}')).catch(
      (error: unknown) => error,
    );
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain("c2VjcmV0");
    expect((error as Error).cause).toBeUndefined();
  });
});
