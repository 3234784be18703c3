import { inspect } from "node:util";
import type { ManagedFieldsEntry, ObjectMeta, Recognizer, TextMaker } from "@kubets/apimachinery";
import { beforeEach, describe, expect, it } from "vitest";
import { decodeList } from "./list-items.ts";
import type { ManagedFieldsMode } from "./rest-client.ts";
import { split } from "./testing/bytes.ts";
import { decodeWatch } from "./watch.ts";

const managedFields: ManagedFieldsEntry[] = [
  { manager: "kubectl", operation: "Apply", fieldsV1: { "f:data": { ".": {} } } },
];
const source = { metadata: { name: "a", managedFields, labels: { x: "y" } }, data: { managedFields: "no" } };

interface Item {
  metadata: ObjectMeta;
}

/** The first item of a list. */
async function first(list: string, managedFields?: ManagedFieldsMode): Promise<Item> {
  const { items } = await decodeList<Item>(split(list), { managedFields });
  const [item] = items;
  if (!item) throw new Error("the list is empty");
  return item;
}

describe("lazy managedFields", () => {
  let item: Item;

  beforeEach(async () => {
    item = await first(JSON.stringify({ items: [source] }));
  });

  it("are no array until they are read", () => {
    expect(inspect(item.metadata)).toContain("[Getter/Setter]");
    expect(item.metadata.managedFields).toEqual(managedFields);
    expect(item.metadata.managedFields).toBe(item.metadata.managedFields);
  });

  it("look like an ordinary property to JSON, clones, spread, keys and comparison", () => {
    expect(JSON.parse(JSON.stringify(item))).toEqual(source);
    expect(structuredClone(item)).toEqual(source);
    expect({ ...item.metadata }).toEqual(source.metadata);
    expect(Object.getOwnPropertyDescriptor({ ...item.metadata }, "managedFields")?.value).toEqual(managedFields);
    expect(Object.keys(item.metadata).toSorted()).toEqual(Object.keys(source.metadata).toSorted());
    expect(item).toEqual(source);
  });

  it("can be set, removed and frozen", () => {
    item.metadata.managedFields = [];
    expect(JSON.parse(JSON.stringify(item.metadata))).toEqual({ ...source.metadata, managedFields: [] });
    delete item.metadata.managedFields;
    expect("managedFields" in item.metadata).toBe(false);
  });

  it("can be read of a frozen object", () => {
    Object.freeze(item.metadata);
    expect(item.metadata.managedFields).toEqual(managedFields);
    expect(item.metadata.managedFields).toEqual(managedFields);
  });

  it("fail as Decode when they are read, where they are no JSON", async () => {
    const broken = await first('{"items":[{"metadata":{"managedFields":[nope]}}]}');
    expect(() => broken.metadata.managedFields).toThrow(expect.objectContaining({ reason: "Decode" }));
  });
});

describe("lazy managedFields of which a recognizer makes the text", () => {
  const text = JSON.stringify(managedFields);
  const made: string[] = [];
  const textOf: TextMaker = (bytes, from, to) => {
    made.push(new TextDecoder().decode(bytes.subarray(from, to)));
    return '["made"]';
  };
  const recognize: Recognizer = (_bytes, _start, _end, decode) => decode(textOf);

  beforeEach(() => {
    made.length = 0;
  });

  it("are what that text says, of an item and of an event", async () => {
    const { items } = await decodeList<Item>(split(JSON.stringify({ items: [source] })), { recognize });
    const event = JSON.stringify({ type: "ADDED", object: source });
    for await (const events of decodeWatch<Item>(split(event), { recognize })) {
      items.push(...events.map(({ object }) => object));
    }
    expect(made).toEqual([text, text]);
    expect(items.map(({ metadata }) => metadata.managedFields)).toEqual([["made"], ["made"]]);
  });

  it("have no text made where they are not kept, or are parsed at once", async () => {
    for (const managedFields of ["drop", "parse"] as const) {
      await decodeList(split(JSON.stringify({ items: [source] })), { managedFields, recognize });
    }
    expect(made).toEqual([]);
  });
});

describe("dropped managedFields", () => {
  it.each([
    ['{"managedFields":[],"name":"a"}', ["name"]],
    ['{"name":"a","managedFields":[]}', ["name"]],
    ['{"managedFields":null}', []],
    ['{ "name": "a" ,\n "managedFields" : [ ] , "uid": "b" }', ["name", "uid"]],
  ])("leave the rest of %s as it is", async (metadata, keys) => {
    const { metadata: rest } = await first(`{"items":[{"metadata":${metadata}}]}`, "drop");
    expect(Object.keys(rest)).toEqual(keys);
  });
});
