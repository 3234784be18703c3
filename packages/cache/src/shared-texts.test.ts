import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createSharedTexts } from "./shared-texts.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const entry = (manager: string, time: string): string =>
  `{"manager":"${manager}","operation":"Update","time":"${time}","fieldsV1":{"f:spec":{"k:{\\"name\\":\\"Z\\"}":{}}}}`;

const times = fc.date({ noInvalidDate: true }).map((date) => `${date.toISOString().slice(0, 19)}Z`);
const pieces = fc.oneof(
  times.map((time) => entry("kubelet", time)),
  times,
  fc.json(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("Z", 'Z"', '"Z"', '"time":"', '"fieldsV1":', "\\u005a", "\uFEFF", " ", "\n"),
);

describe("shared texts", () => {
  afterEach(() => vi.restoreAllMocks());

  it("are those of their bytes, whatever came before and wherever times stand in them", () => {
    const textOf = createSharedTexts();
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.nat(20), (parts, before) => {
        const bytes = encode(parts.join(""));
        const placed = new Uint8Array(before + bytes.length + 5).fill(0x5a);
        placed.set(bytes, before);
        expect(textOf(placed, before, before + bytes.length)).toBe(new TextDecoder().decode(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it("are those of bytes that are no UTF-8", () => {
    const textOf = createSharedTexts();
    const bytesOf = fc.uint8Array({ maxLength: 90 });
    fc.assert(
      fc.property(bytesOf, fc.array(fc.nat(90), { maxLength: 4 }), (bytes, zulus) => {
        for (const at of zulus) bytes.fill(0x5a, at, at + 1);
        expect(textOf(bytes, 0, bytes.length)).toBe(new TextDecoder().decode(bytes));
      }),
      { numRuns: 1000 },
    );
  });

  it("do not mix up parts of one length and one checksum", () => {
    const textOf = createSharedTexts();
    // Of the weights 3, 2 and 1, both make the same sum.
    const [one, other] = ["aca", "bab"].map(encode) as [Uint8Array, Uint8Array];
    for (const bytes of [one, other, one, other]) expect(textOf(bytes, 0, 3)).toBe(new TextDecoder().decode(bytes));
  });

  it("make no second string of a part that they know, but one of each time", () => {
    const textOf = createSharedTexts();
    const texts = [1, 2, 3].map(
      (day) => `[${entry("manager", `2026-01-0${day}T00:00:10Z`)},${entry("kubelet", `2026-02-0${day}T00:00:10Z`)}]`,
    );
    const decode = vi.spyOn(TextDecoder.prototype, "decode");
    const lengths = texts.map((text) => {
      decode.mockClear();
      expect(textOf(encode(text), 0, text.length)).toBe(text);
      return decode.mock.calls.map(([bytes]) => bytes?.byteLength);
    });
    const whole = texts[0]?.length;
    expect(lengths[0]?.filter((length) => length !== 0)).toHaveLength(6);
    for (const again of lengths.slice(1)) expect(again).toEqual([whole, 20, 20, 0]);
  });
});
