import type { Decoded } from "@kubets/apimachinery";
import { inspect } from "node:util";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createObjectMemory, type ObjectMemory } from "./object-memory.ts";

interface Item {
  readonly metadata: { name: string; namespace: string; uid: string; resourceVersion: string };
  readonly spec?: unknown;
}

function item(name: string, resourceVersion: string, spec: unknown = { text: "}],{" }): Item {
  return { metadata: { name, namespace: "default", uid: `uid-${name}`, resourceVersion }, spec };
}

/** Reads the items of a list as a decoder does, of which each is parsed that is not recognised. */
function read(memory: ObjectMemory, items: readonly Item[], arrived = Infinity): { items: unknown[]; parsed: number } {
  const bytes = new TextEncoder().encode(`[${items.map((each) => JSON.stringify(each)).join(",")}]`);
  const decoded: unknown[] = [];
  let parsed = 0;
  let start = 1;
  for (const each of items) {
    const length = new TextEncoder().encode(JSON.stringify(each)).length;
    const decode = (): Decoded => {
      parsed++;
      return { value: JSON.parse(new TextDecoder().decode(bytes.subarray(start, start + length))), length };
    };
    const { value, length: taken = 0 } = memory.items(bytes, start, Math.min(bytes.length, arrived), decode) ?? {};
    expect(taken).toBe(length);
    decoded.push(value);
    start += taken + 1;
  }
  return { items: decoded, parsed };
}

function filled(items: readonly Item[]): { memory: ObjectMemory; cache: Map<string, unknown>; first: unknown[] } {
  const cache = new Map<string, unknown>();
  const memory = createObjectMemory(cache);
  const { items: first } = read(memory, items);
  for (const each of first as Item[]) cache.set(`${each.metadata.namespace}/${each.metadata.name}`, each);
  return { memory, cache, first };
}

describe("a relist", () => {
  it("takes the very objects that it has, and parses none of them", () => {
    const items = [item("a", "1"), item("b", "2"), item("ü", "3", "ü")];
    const { memory, first } = filled(items);
    const again = read(memory, items);
    expect(again.parsed).toBe(0);
    expect(again.items.every((each, i) => each === first[i])).toBe(true);
  });

  it("parses what has another version, another uid, or is new", () => {
    const { memory, first } = filled([item("a", "1"), item("b", "2")]);
    const recreated = { ...item("b", "2"), metadata: { ...item("b", "2").metadata, uid: "another" } };
    const now = [item("a", "9"), recreated, item("c", "3")];
    const again = read(memory, now);
    expect(again).toEqual({ items: now, parsed: 3 });
    expect(again.items).not.toContain(first[0]);
  });

  it("parses an object whose bytes are not those from which it was made, though its version is the same", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        fc.pre(JSON.stringify(before).length !== JSON.stringify(after).length);
        const { memory } = filled([item("a", "1", before), item("b", "2")]);
        const again = read(memory, [item("a", "1", after), item("b", "2")]);
        expect(again).toEqual({
          items: JSON.parse(JSON.stringify([item("a", "1", after), item("b", "2")])),
          parsed: 1,
        });
      }),
    );
  });

  it("parses what the cache does not hold any more", () => {
    const { memory, cache } = filled([item("a", "1")]);
    cache.clear();
    expect(read(memory, [item("a", "1")]).parsed).toBe(1);
  });

  it("parses what the cache holds from elsewhere: a snapshot, or a client that makes objects of its own", () => {
    const cache = new Map<string, unknown>([["default/a", item("a", "1")]]);
    expect(read(createObjectMemory(cache), [item("a", "1"), item("b", "2")]).parsed).toBe(2);
  });

  it("leaves an object of which the end has not come to the decoder", () => {
    const { memory } = filled([item("a", "1")]);
    const bytes = new TextEncoder().encode(JSON.stringify(item("a", "1")));
    for (let end = 0; end < bytes.length; end++) {
      expect(memory.items(bytes, 0, end, () => undefined)).toBeUndefined();
    }
  });

  it("knows an object that a transform has replaced", () => {
    const { memory, cache, first } = filled([item("a", "1")]);
    const small = { metadata: item("a", "1").metadata };
    memory.replaced(first[0] as object, small);
    cache.set("default/a", small);
    const again = read(memory, [item("a", "1")]);
    expect(again.parsed).toBe(0);
    expect(again.items[0]).toBe(small);
  });

  it("knows an object that a transform has frozen, or makes stand for several ones after another", () => {
    for (const prepare of [Object.freeze, <T>(object: T): T => object]) {
      const { memory, cache, first } = filled([item("a", "1")]);
      const small = prepare({ metadata: item("a", "1").metadata });
      memory.replaced(first[0] as object, small);
      cache.clear();
      memory.replaced(read(memory, [item("a", "1", "another")]).items[0] as object, small);
      cache.set("default/a", small);
      expect(read(memory, [item("a", "1")]).parsed).toBe(1);
      expect(read(memory, [item("a", "1", "another")])).toEqual({ items: [small], parsed: 0 });
    }
  });

  it("adds nothing to an object that anybody sees", () => {
    const { first } = filled([item("a", "1")]);
    expect(Reflect.ownKeys(first[0] as object)).toEqual(Object.keys(item("a", "1")));
    expect(inspect(first[0], { showHidden: true })).toBe(inspect(item("a", "1"), { showHidden: true }));
    expect(structuredClone(first[0])).toEqual(item("a", "1"));
  });
});

describe("the events of a watch", () => {
  const typed = { kind: "Item", apiVersion: "example.com/v1" };
  const line = (type: string, object: unknown): Uint8Array =>
    new TextEncoder().encode(JSON.stringify({ type, object }));
  const readLine = (memory: ObjectMemory, kind: "initialEvents" | "events", bytes: Uint8Array): [unknown, boolean] => {
    let parsed = false;
    const decoded = memory[kind](bytes, 0, bytes.length, () => {
      parsed = true;
      return { value: JSON.parse(new TextDecoder().decode(bytes)), length: bytes.length };
    });
    return [decoded?.value, parsed];
  };

  it("that bring the whole state again are known from a list, though that leaves out the kinds of its items", () => {
    const { memory, first } = filled([item("a", "1")]);
    const [event, parsed] = readLine(memory, "initialEvents", line("ADDED", { ...typed, ...item("a", "1") }));
    expect(parsed).toBe(false);
    expect(event).toEqual({ type: "ADDED", object: first[0] });
    expect((event as { object: unknown }).object).toBe(first[0]);
  });

  it("make their objects known to the next list", () => {
    const { memory, cache } = filled([item("a", "1")]);
    const [event] = readLine(memory, "events", line("MODIFIED", { ...typed, ...item("a", "2") }));
    const { object } = event as { object: unknown };
    cache.set("default/a", object);
    const again = read(memory, [item("a", "2")]);
    expect(again.parsed).toBe(0);
    expect(again.items[0]).toBe(object);
  });

  it("are parsed where they change or delete something, or where more follows the object", () => {
    const { memory } = filled([item("a", "1")]);
    for (const type of ["MODIFIED", "DELETED", "BOOKMARK"]) {
      expect(readLine(memory, "initialEvents", line(type, item("a", "1")))[1]).toBe(true);
    }
    const more = new TextEncoder().encode(JSON.stringify({ type: "ADDED", object: item("a", "1"), more: {} }));
    expect(readLine(memory, "initialEvents", more)[1]).toBe(true);
  });
});
