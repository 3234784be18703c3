import { expect, it } from "vitest";
import { watchListOptions } from "./watch-list.ts";

const made = { resourceVersionMatch: "NotOlderThan", allowWatchBookmarks: true, sendInitialEvents: true };

it.each([
  [{}, made],
  [
    { labelSelector: "a=b", timeoutSeconds: 3 },
    { ...made, labelSelector: "a=b" },
  ],
  [
    { resourceVersion: "0", limit: 500 },
    { ...made, resourceVersion: "0" },
  ],
  [
    { resourceVersion: "7", resourceVersionMatch: "NotOlderThan" as const },
    { ...made, resourceVersion: "7" },
  ],
  [{ limit: 500 }, undefined],
  [{ limit: 500, resourceVersion: "7" }, undefined],
  [{ continue: "token" }, undefined],
  [{ resourceVersion: "7", resourceVersionMatch: "Exact" as const }, undefined],
])("a list with %j is a watch with %j (F172)", (options, expected) => {
  expect(watchListOptions(options)).toEqual(expected);
});
