import { validateLabelKey } from "@kubets/apimachinery";
import { semanticallyEqual } from "../json.ts";
import { internalShown } from "./internal-form.ts";
import type { Part } from "./part.ts";

/** What holds for events of the core group and for those of events.k8s.io, which are checked in the form of the core group. */
function checkBoth(event: Part, controllerField: string): void {
  const home = event.in("metadata", "namespace").text;
  const namespace = event.in("involvedObject", "namespace");
  const elsewhere = (): void => namespace.invalid("does not match event.namespace", namespace.text);
  if (!event.get("eventTime").present) {
    if (namespace.text === "" ? home !== "" && home !== "default" : home !== namespace.text) elsewhere();
    return;
  }
  if (namespace.text === "" && home !== "default" && home !== "kube-system") elsewhere();
  const controller = event.get("reportingComponent").as(controllerField);
  controller.needed();
  controller.check(validateLabelKey);
  for (const [field, most, needed] of [
    ["reportingInstance", 128, true],
    ["action", 128, true],
    ["reason", 128, true],
    ["message", 1024, false],
  ] as const) {
    const part = event.get(field);
    if (needed) part.needed();
    if (part.size > most) part.invalid(`can have at most ${most} characters`, "");
  }
}

export function checkCoreEvent(event: Part): void {
  checkBoth(event, "reportingComponent");
}

function checkSeries(series: Part): void {
  if (!series.present) return;
  if (series.get("count").number < 2) series.get("count").invalid("should be at least 2", "");
  if (!series.get("lastObservedTime").present) series.get("lastObservedTime").require();
}

export function checkEvent(event: Part, old?: Part): void {
  checkBoth(event, "reportingController");
  if (old) return checkEventUpdate(event, old);
  checkSeries(event.get("series"));
  if (!event.get("eventTime").present) event.get("eventTime").require();
  const type = event.get("type");
  if (type.text !== "Normal" && type.text !== "Warning") type.invalid(`has invalid value: ${type.text}`, "");
  for (const field of ["firstTimestamp", "lastTimestamp", "count"]) {
    const part = event.get(field);
    if (part.present && part.value !== 0) part.invalid("needs to be unset", "");
  }
  const source = event.get("source");
  if (source.size > 0) source.invalid("needs to be unset", "");
}

function checkEventUpdate(event: Part, old: Part): void {
  if (!semanticallyEqual(event.get("series").value, old.get("series").value)) checkSeries(event.get("series"));
  const fixed = (field: string, value?: unknown, shown = field): void => {
    const part = event.get(field).as(shown);
    part.immutable(old.get(field), value ?? (part.value === undefined ? "" : part.value));
  };
  const shownObject = (field: string, type: string): unknown => internalShown(type, event.get(field).value ?? {});
  const related = event.get("related").present ? shownObject("related", "core.ObjectReference") : null;
  fixed("involvedObject", shownObject("involvedObject", "core.ObjectReference"));
  fixed("reason");
  fixed("message");
  fixed("source", shownObject("source", "core.EventSource"));
  fixed("firstTimestamp", event.get("firstTimestamp").value ?? null);
  fixed("lastTimestamp", event.get("lastTimestamp").value ?? null);
  fixed("count", event.get("count").number);
  fixed("reason");
  fixed("type");
  fixed("eventTime", event.get("eventTime").value ?? null);
  fixed("action");
  const part = event.get("related");
  if (!semanticallyEqual(part.value, old.get("related").value)) part.invalid("field is immutable", related);
  fixed("reportingComponent", undefined, "reportingController");
  fixed("reportingInstance");
}
