import { isObject, type JsonObject } from "../json.ts";

/** What events.k8s.io calls otherwise than the core group. */
const otherNames: Readonly<Record<string, string>> = {
  regarding: "involvedObject",
  note: "message",
  deprecatedSource: "source",
  deprecatedFirstTimestamp: "firstTimestamp",
  deprecatedLastTimestamp: "lastTimestamp",
  deprecatedCount: "count",
  reportingController: "reportingComponent",
};
const backwards = Object.fromEntries(Object.entries(otherNames).map(([modern, core]) => [core, modern]));

function renamed(object: Readonly<JsonObject>, names: Readonly<Record<string, string>>): JsonObject {
  const { metadata, ...content } = object;
  const entries = Object.entries(content).map(([field, value]) => [names[field] ?? field, value]);
  return { ...Object.fromEntries(entries), annotations: isObject(metadata) ? metadata["annotations"] : undefined };
}

export const eventToHub = (event: Readonly<JsonObject>): JsonObject => renamed(event, otherNames);
export const eventFromHub = (event: Readonly<JsonObject>): JsonObject => renamed(event, backwards);
