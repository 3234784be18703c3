import { expect, it } from "vitest";
import { nearestNames } from "./suggest.ts";

it.each([
  ["deploymnets", ["deployments"]],
  ["Pods", ["pods"]],
  ["poods", ["pods"]],
  ["nodez", ["nodes"]],
  ["x", []],
  ["somethingelse", []],
])("for %s suggests %j", (said, expected) => {
  expect(nearestNames(said, ["deployments", "pods", "nodes", "services", "pods"])).toEqual(expected);
});

it("suggests three at most, the nearest first", () => {
  expect(nearestNames("abcdef", ["abcxyf", "abcdeg", "abcdef", "abcdex"])).toEqual(["abcdef", "abcdeg", "abcdex"]);
});
