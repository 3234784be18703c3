import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { fc, test } from "@fast-check/vitest";
import { describe, expect, it } from "vitest";
import { isKubernetesError } from "./errors.ts";
import { parseQuantity, quantityOf, type Quantity } from "./quantity.ts";

// Printed by k8s.io/apimachinery itself: tooling/oracles/quantity.
const golden = JSON.parse(readFileSync(new URL("../testdata/quantities.json", import.meta.url), "utf8")) as {
  quantities: {
    text: string;
    canonical?: string;
    notation?: string;
    value?: string;
    rounded?: [milli: number, ones: number, kilo: number];
    error?: string;
  }[];
  pairs: { a: string; b: string; compare: number; sum: string; difference: string }[];
};

const billion = 10n ** 9n;
const digitless = /^(?!$)[+-]?\.?([eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/;

function messageOf(text: string): string {
  try {
    return parseQuantity(text).toString();
  } catch (error) {
    if (!isKubernetesError(error) || error.reason !== "InvalidRequest") throw error;
    return error.message;
  }
}

describe("parseQuantity", () => {
  it("agrees with Kubernetes on every text: value, notation, canonical text, and what is none (D25)", () => {
    expect(golden.quantities.length).toBeGreaterThan(2000);
    for (const { text, canonical, notation, value = "", error } of golden.quantities) {
      if (digitless.test(text)) continue;
      if (error !== undefined) {
        expect(messageOf(text), text).toContain(`is no quantity: ${error}`);
        continue;
      }
      const quantity = parseQuantity(text);
      expect([quantity.toString(), quantity.notation], text).toEqual([canonical, notation]);
      const [numerator = "", denominator = ""] = value.split("/");
      expect(quantity.toBigInt(-9) * BigInt(denominator), text).toBe(BigInt(numerator) * billion);
    }
  });

  it("refuses every text without a digit in front of its suffix, where Kubernetes takes some of them for 0", () => {
    const texts = golden.quantities.map(({ text }) => text).filter((text) => digitless.test(text));
    expect(texts).toEqual(expect.arrayContaining(["m", "Ki", "Pi", ".", "-", "e3"]));
    for (const text of texts) expect(messageOf(text), text).toContain("unable to parse numeric part of quantity");
  });

  it("reads 1.5Gi as 1610612736 (D25)", () => {
    expect(parseQuantity("1.5Gi").toBigInt()).toBe(1_610_612_736n);
    expect(parseQuantity("1.5Gi").toNumber()).toBe(1_610_612_736);
    expect(parseQuantity("1.5Gi").toString()).toBe("1536Mi");
  });

  it("reads the numbers that manifests have in place of texts", () => {
    expect([2, 0.5, -1.25, 1e21].map((value) => parseQuantity(value).toString())).toEqual([
      "2",
      "500m",
      "-1250m",
      "1e21",
    ]);
    expect(() => parseQuantity(Number.NaN)).toThrow(expect.objectContaining({ reason: "InvalidRequest" }));
  });

  it("refuses exponents that would fill the memory", () => {
    expect(() => parseQuantity("1e1000000000")).toThrow("exponents end at");
    expect(() => parseQuantity("1e-4294967296")).toThrow("exponents end at");
    expect(parseQuantity("1e-10000").toString()).toBe("1e-9");
  });

  test.prop([
    fc.string({
      unit: fc.constantFrom("0", "1", "9", ".", "+", "-", "e", "E", "i", "n", "u", "m", "k", "K", "G"),
      maxLength: 12,
    }),
  ])("either refuses a text with an error of its own or writes a text of the same value", (text) => {
    const canonical = messageOf(text);
    if (canonical.includes("is no quantity")) return;
    expect(parseQuantity(canonical).compare(parseQuantity(text))).toBe(0);
    expect(parseQuantity(canonical).toString()).toBe(canonical);
  });
});

describe("arithmetic", () => {
  it("compares, adds and subtracts as Kubernetes does, exactly, in the notation of the first", () => {
    expect(golden.pairs.length).toBeGreaterThan(2000);
    for (const { a, b, compare, sum, difference } of golden.pairs) {
      const [left, right] = [parseQuantity(a), parseQuantity(b)];
      const where = `${a} and ${b}`;
      expect([left.compare(right), right.compare(left)], where).toEqual([compare, compare === 0 ? 0 : -compare]);
      expect([left.add(right).toString(), left.subtract(right).toString()], where).toEqual([sum, difference]);
    }
  });

  it("keeps a suffix where Kubernetes' own would get lost", () => {
    expect(parseQuantity("1000E").toString()).toBe("1000E");
    const largest = parseQuantity("8Ei");
    let sum = largest;
    for (let doubling = 0; doubling < 8; doubling += 1) sum = sum.add(sum);
    expect(sum.add(quantityOf(256n, "BinarySI")).toString()).toBe("2048Ei");
  });

  it("rounds as Kubernetes does, to thousandths, to ones and to thousands", () => {
    const cases = golden.quantities.filter(({ text, rounded }) => rounded !== undefined && !digitless.test(text));
    expect(cases.length).toBeGreaterThan(1000);
    for (const { text, rounded } of cases) {
      const quantity = parseQuantity(text);
      expect(
        [-3, 0, 3].map((scale) => Number(quantity.toBigInt(scale))),
        text,
      ).toEqual(rounded);
    }
  });

  it("rounds away from zero to the unit that is asked for", () => {
    const values = (quantity: Quantity): bigint[] => [quantity.toBigInt(-3), quantity.toBigInt(), quantity.toBigInt(3)];
    expect(values(parseQuantity("1500m"))).toEqual([1500n, 2n, 1n]);
    expect(values(parseQuantity("-1500m"))).toEqual([-1500n, -2n, -1n]);
    expect(values(parseQuantity("2k"))).toEqual([2_000_000n, 2000n, 2n]);
  });

  it("gives the nearest number, however large or small", () => {
    expect(parseQuantity("100m").toNumber()).toBe(0.1);
    expect(parseQuantity("1n").toNumber()).toBe(1e-9);
    expect(parseQuantity("1e400").toNumber()).toBe(Infinity);
    expect(parseQuantity("9223372036854775807").toNumber()).toBe(2 ** 63);
  });

  it("sorts", () => {
    const texts = ["1Gi", "1G", "500m", "-1", "1e3", "0"];
    const sorted = texts.map(parseQuantity).toSorted((a, b) => a.compare(b));
    expect(sorted.join(" ")).toBe("-1 0 500m 1e3 1G 1Gi");
  });
});

describe("a quantity", () => {
  it("is its canonical text in templates, in JSON and in inspections", () => {
    const quantity = parseQuantity("0.5");
    expect(String(quantity)).toBe("500m");
    expect(JSON.stringify({ cpu: quantity })).toBe('{"cpu":"500m"}');
    expect(inspect({ cpu: quantity })).toBe("{ cpu: Quantity(500m) }");
  });

  it("is made of whole numbers in any notation", () => {
    expect(quantityOf(1536n * 1024n, "BinarySI").toString()).toBe("1536Ki");
    expect(quantityOf(12_000_000).toString()).toBe("12M");
    expect(quantityOf(12_000_000, "DecimalExponent").toString()).toBe("12e6");
    expect(() => quantityOf(0.5)).toThrow(RangeError);
  });
});
