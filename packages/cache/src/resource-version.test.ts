import { test, fc } from "@fast-check/vitest";
import { expect, it } from "vitest";
import { compareResourceVersions, isOlder } from "./resource-version.ts";

test.prop([fc.bigInt({ min: 1n }), fc.bigInt({ min: 1n })])("orders numbers of any length", (a, b) => {
  const order = compareResourceVersions(String(a), String(b));
  expect(Math.sign(order ?? Number.NaN)).toBe(a < b ? -1 : a > b ? 1 : 0);
  expect(isOlder(String(a), String(b))).toBe(a < b);
});

it.each([undefined, "", "0", "01", "-1", "1.5", "1e3", "v7", " 7"])("says nothing of %s", (version) => {
  expect(compareResourceVersions(version, "7")).toBeUndefined();
  expect(compareResourceVersions("7", version)).toBeUndefined();
  expect(isOlder(version, "7")).toBe(false);
});
