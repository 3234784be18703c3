import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { isKubernetesError } from "./errors.ts";
import { formatMicroTime, formatTime, parseTime } from "./time.ts";

describe("times", () => {
  it("reads RFC 3339 with and without a fraction and an offset", () => {
    const noon = Date.UTC(2026, 0, 31, 12);
    expect(parseTime("2026-01-31T12:00:00Z")).toBe(noon);
    expect(parseTime("2026-01-31T13:30:00+01:30")).toBe(noon);
    expect(parseTime("2026-01-31T04:00:00.5-08:00")).toBe(noon + 500);
    expect(parseTime("2026-01-31T12:00:00.000001Z")).toBe(noon + 0.001);
    expect(parseTime("2026-01-31T12:00:00.123456789Z")).toBe(noon + 123.456);
    expect(parseTime("0001-01-01T00:00:00Z")).toBe(-62_135_596_800_000);
    expect(parseTime("2024-02-29T00:00:00Z")).toBe(Date.UTC(2024, 1, 29));
  });

  it.each([
    "",
    "2026-01-31",
    "2026-01-31T12:00:00",
    "2026-01-31 12:00:00Z",
    "2026-01-31t12:00:00z",
    "2026-1-31T12:00:00Z",
    "2026-02-29T12:00:00Z",
    "2026-13-01T12:00:00Z",
    "2026-00-01T12:00:00Z",
    "2026-01-31T24:00:00Z",
    "2026-01-31T12:60:00Z",
    "2026-01-31T12:00:60Z",
    "2026-01-31T12:00:00.Z",
    "2026-01-31T12:00:00+25:00",
    "2026-01-31T12:00:00Z\n",
  ])("refuses %j", (text) => {
    expect(() => parseTime(text)).toThrow(expect.objectContaining({ reason: "InvalidRequest" }));
  });

  it("writes seconds for most fields and exactly six digits for a MicroTime (D13)", () => {
    const noon = Date.UTC(2026, 0, 31, 12);
    expect(formatTime(noon + 999.999)).toBe("2026-01-31T12:00:00Z");
    expect(formatMicroTime(noon)).toBe("2026-01-31T12:00:00.000000Z");
    expect(formatMicroTime(noon + 7)).toBe("2026-01-31T12:00:00.007000Z");
    expect(formatMicroTime(noon + 0.001)).toBe("2026-01-31T12:00:00.000001Z");
    expect(formatMicroTime(-0.001)).toBe("1969-12-31T23:59:59.999999Z");
  });

  it("refuses what four digits of a year cannot hold", () => {
    for (const ms of [Number.NaN, Infinity, Date.UTC(10_000, 0, 1), Date.UTC(-1, 0, 1)]) {
      expect(() => formatTime(ms)).toThrow(expect.objectContaining({ reason: "InvalidRequest" }));
      expect(() => formatMicroTime(ms)).toThrow(expect.objectContaining({ reason: "InvalidRequest" }));
    }
  });

  test.prop([fc.integer({ min: 0, max: 4_102_444_800 }), fc.integer({ min: 0, max: 999_999 })])(
    "reads back exactly the microsecond that was written, in every year until 2100 (D13)",
    (seconds, micros) => {
      const text = `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(micros).padStart(6, "0")}Z`;
      expect(formatMicroTime(parseTime(text))).toBe(text);
    },
  );

  test.prop([fc.string({ unit: fc.constantFrom("0", "1", "2", "9", "-", ":", "T", "Z", "+", "."), maxLength: 30 })])(
    "throws nothing but KubernetesErrors",
    (text) => {
      try {
        parseTime(text);
      } catch (error) {
        expect(isKubernetesError(error)).toBe(true);
      }
    },
  );
});
