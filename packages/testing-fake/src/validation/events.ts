import { validateLabelKey } from "@kubets/apimachinery";
import { semanticallyEqual } from "../json.ts";
import { internalShown } from "./internal-form.ts";
import type { Part } from "./part.ts";

/** An event as the core group has it: servers check both versions by these fields. */
interface Names {
  readonly object: string;
  readonly controller: string;
  /** What the path of the controller's field is called in messages. */
  readonly shown: string;
  readonly message: string;
  readonly first: string;
  readonly last: string;
  readonly count: string;
  readonly source: string;
}
const core: Names = {
  object: "involvedObject",
  controller: "reportingComponent",
  shown: "reportingComponent",
  message: "message",
  first: "firstTimestamp",
  last: "lastTimestamp",
  count: "count",
  source: "source",
};
const modern: Names = {
  object: "regarding",
  controller: "reportingController",
  shown: "reportingController",
  message: "note",
  first: "deprecatedFirstTimestamp",
  last: "deprecatedLastTimestamp",
  count: "deprecatedCount",
  source: "deprecatedSource",
};

function checkBoth(event: Part, names: Names): void {
  const home = event.in("metadata", "namespace").text;
  const namespace = event.in(names.object, "namespace").as("involvedObject.namespace");
  const elsewhere = (): void => namespace.invalid("does not match event.namespace", namespace.text);
  if (!event.get("eventTime").present) {
    if (namespace.text === "" ? home !== "" && home !== "default" : home !== namespace.text) elsewhere();
    return;
  }
  if (namespace.text === "" && home !== "default" && home !== "kube-system") elsewhere();
  const controller = event.get(names.controller).as(names.shown);
  controller.needed();
  controller.check(validateLabelKey);
  for (const [field, shown, most, needed] of [
    ["reportingInstance", "reportingInstance", 128, true],
    ["action", "action", 128, true],
    ["reason", "reason", 128, true],
    [names.message, "message", 1024, false],
  ] as const) {
    const part = event.get(field).as(shown);
    if (needed) part.needed();
    if (part.size > most) part.invalid(`can have at most ${most} characters`, "");
  }
}

export function checkCoreEvent(event: Part): void {
  checkBoth(event, core);
}

function checkSeries(series: Part): void {
  if (!series.present) return;
  if (series.get("count").number < 2) series.get("count").invalid("should be at least 2", "");
  if (!series.get("lastObservedTime").present) series.get("lastObservedTime").require();
}

export function checkEvent(event: Part, old?: Part): void {
  checkBoth(event, modern);
  if (old) return checkEventUpdate(event, old);
  checkSeries(event.get("series"));
  if (!event.get("eventTime").present) event.get("eventTime").require();
  const type = event.get("type");
  if (type.text !== "Normal" && type.text !== "Warning") type.invalid(`has invalid value: ${type.text}`, "");
  for (const [field, shown] of [
    [modern.first, "firstTimestamp"],
    [modern.last, "lastTimestamp"],
    [modern.count, "count"],
  ] as const) {
    const part = event.get(field).as(shown);
    if (part.present && part.value !== 0) part.invalid("needs to be unset", "");
  }
  const source = event.get(modern.source).as("source");
  if (source.size > 0) source.invalid("needs to be unset", "");
}

function checkEventUpdate(event: Part, old: Part): void {
  if (!semanticallyEqual(event.get("series").value, old.get("series").value)) checkSeries(event.get("series"));
  const fixed = (field: string, shown: string, value?: unknown): void => {
    const part = event.get(field).as(shown);
    part.immutable(old.get(field), value ?? (part.value === undefined ? "" : part.value));
  };
  const shownObject = (field: string, type: string): unknown => internalShown(type, event.get(field).value ?? {});
  const related = event.get("related").present ? shownObject("related", "core.ObjectReference") : null;
  fixed(modern.object, "involvedObject", shownObject(modern.object, "core.ObjectReference"));
  fixed("reason", "reason");
  fixed(modern.message, "message");
  fixed(modern.source, "source", shownObject(modern.source, "core.EventSource"));
  fixed(modern.first, "firstTimestamp", event.get(modern.first).value ?? null);
  fixed(modern.last, "lastTimestamp", event.get(modern.last).value ?? null);
  fixed(modern.count, "count", event.get(modern.count).number);
  fixed("reason", "reason");
  fixed("type", "type");
  fixed("eventTime", "eventTime", event.get("eventTime").value ?? null);
  fixed("action", "action");
  const part = event.get("related");
  if (!semanticallyEqual(part.value, old.get("related").value)) part.invalid("field is immutable", related);
  fixed("reportingController", "reportingController");
  fixed("reportingInstance", "reportingInstance");
}
