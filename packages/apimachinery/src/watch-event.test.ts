import { expect, it } from "vitest";
import { endsInitialEvents, initialEventsEndAnnotation } from "./watch-event.ts";

it("tells the bookmark that ends the initial events from all others (C13)", () => {
  const bookmark = (annotations?: Record<string, string>): { metadata: { resourceVersion: string } } => ({
    metadata: { resourceVersion: "7", ...(annotations && { annotations }) },
  });
  expect(endsInitialEvents(bookmark({ [initialEventsEndAnnotation]: "true" }))).toBe(true);
  expect(endsInitialEvents(bookmark({ [initialEventsEndAnnotation]: "false" }))).toBe(false);
  expect(endsInitialEvents(bookmark({ other: "true" }))).toBe(false);
  expect(endsInitialEvents(bookmark())).toBe(false);
});
