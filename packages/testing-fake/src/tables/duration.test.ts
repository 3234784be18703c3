import { expect, it } from "vitest";
import { humanDuration, since } from "./duration.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

it.each([
  [-3 * second, "<invalid>"],
  [-1.5 * second, "0s"],
  [0, "0s"],
  [119.9 * second, "119s"],
  [2 * minute, "2m"],
  [9 * minute + 59 * second, "9m59s"],
  [10 * minute + 30 * second, "10m"],
  [179 * minute, "179m"],
  [3 * hour, "3h"],
  [7 * hour + 59 * minute, "7h59m"],
  [8 * hour + 30 * minute, "8h"],
  [47 * hour, "47h"],
  [48 * hour, "2d"],
  [7 * day + 23 * hour, "7d23h"],
  [8 * day + 23 * hour, "8d"],
  [729 * day, "729d"],
  [730 * day, "2y"],
  [800 * day, "2y70d"],
  [8 * 365 * day + day, "8y"],
])("%d ms read as %s", (ms, text) => {
  expect(humanDuration(ms)).toBe(text);
});

it("does not know the age of what has no time", () => {
  expect(since("", 0)).toBe("<unknown>");
});
