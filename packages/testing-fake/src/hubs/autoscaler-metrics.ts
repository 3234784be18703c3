import { objectIn } from "../defaults/fill.ts";
import { isObject, type JsonObject } from "../json.ts";

type Convert = (source: Readonly<JsonObject>) => JsonObject;

/** Where metrics of a type have what they are about. */
const sources = ["object", "pods", "resource", "containerResource", "external"] as const;
type Source = (typeof sources)[number];

const each =
  (converts: Readonly<Record<Source, Convert>>): Convert =>
  (metric) => {
    const converted: JsonObject = { type: metric["type"] ?? "" };
    for (const field of sources) if (isObject(metric[field])) converted[field] = converts[field](metric[field]);
    return converted;
  };

const reference = (value: Readonly<JsonObject>): JsonObject => ({
  kind: value["kind"] ?? "",
  name: value["name"] ?? "",
  apiVersion: value["apiVersion"],
});
const metricOf = ({ metricName, selector, metricSelector }: Readonly<JsonObject>): JsonObject => ({
  name: metricName ?? "",
  selector: selector ?? metricSelector,
});
const name = (source: Readonly<JsonObject>): unknown => objectIn(source, "metric")["name"] ?? "";
const selector = (source: Readonly<JsonObject>): unknown => objectIn(source, "metric")["selector"];

function shareToV1(source: Readonly<JsonObject>): JsonObject {
  const target = objectIn(source, "target");
  return {
    name: source["name"],
    targetAverageUtilization: target["averageUtilization"],
    targetAverageValue: target["averageValue"],
  };
}

function shareFromV1({
  name: of,
  targetAverageUtilization: share,
  targetAverageValue,
}: Readonly<JsonObject>): JsonObject {
  const type = share === undefined ? "AverageValue" : "Utilization";
  return { name: of, target: { type, averageValue: targetAverageValue, averageUtilization: share } };
}

/** What is wanted of a metric, as version 1 writes it into an annotation. */
export const metricToV1: Convert = each({
  object: (source) => ({
    target: reference(objectIn(source, "describedObject")),
    metricName: name(source),
    targetValue: objectIn(source, "target")["value"] ?? "0",
    selector: selector(source),
    averageValue: objectIn(source, "target")["averageValue"],
  }),
  pods: (source) => ({
    metricName: name(source),
    targetAverageValue: objectIn(source, "target")["averageValue"] ?? "0",
    selector: selector(source),
  }),
  resource: shareToV1,
  containerResource: (source) => ({ ...shareToV1(source), container: source["container"] }),
  external: (source) => ({
    metricName: name(source),
    metricSelector: selector(source),
    targetValue: objectIn(source, "target")["value"],
    targetAverageValue: objectIn(source, "target")["averageValue"],
  }),
});

/** The way back. */
export const metricFromV1: Convert = each({
  object(source) {
    const { targetValue, averageValue } = source;
    const target =
      averageValue === undefined
        ? { type: "Value", value: targetValue ?? "0" }
        : { type: "AverageValue", averageValue, ...(targetValue !== "0" && { value: targetValue }) };
    return { describedObject: reference(objectIn(source, "target")), target, metric: metricOf(source) };
  },
  pods: (source) => ({
    metric: metricOf(source),
    target: { type: "AverageValue", averageValue: source["targetAverageValue"] ?? "0" },
  }),
  resource: shareFromV1,
  containerResource: (source) => ({ ...shareFromV1(source), container: source["container"] }),
  external: (source) => ({
    metric: metricOf(source),
    target: {
      type: source["targetValue"] === undefined ? "AverageValue" : "Value",
      value: source["targetValue"],
      averageValue: source["targetAverageValue"],
    },
  }),
});

function loadToV1(source: Readonly<JsonObject>): JsonObject {
  const current = objectIn(source, "current");
  return {
    name: source["name"],
    currentAverageUtilization: current["averageUtilization"],
    currentAverageValue: current["averageValue"] ?? "0",
  };
}

function loadFromV1(source: Readonly<JsonObject>): JsonObject {
  const { currentAverageUtilization: averageUtilization, currentAverageValue: averageValue = "0" } = source;
  return { name: source["name"], current: { averageValue, averageUtilization } };
}

/** What a metric is right now, as version 1 writes it into an annotation. */
export const statusToV1: Convert = each({
  object: (source) => ({
    target: reference(objectIn(source, "describedObject")),
    metricName: name(source),
    currentValue: objectIn(source, "current")["value"] ?? "0",
    selector: selector(source),
    averageValue: objectIn(source, "current")["averageValue"],
  }),
  pods: (source) => ({
    metricName: name(source),
    currentAverageValue: objectIn(source, "current")["averageValue"] ?? "0",
    selector: selector(source),
  }),
  resource: loadToV1,
  containerResource: (source) => ({ ...loadToV1(source), container: source["container"] }),
  external: (source) => ({
    metricName: name(source),
    metricSelector: selector(source),
    currentValue: objectIn(source, "current")["value"] ?? "0",
    currentAverageValue: objectIn(source, "current")["averageValue"],
  }),
});

/** The way back. */
export const statusFromV1: Convert = each({
  object: (source) => ({
    metric: metricOf(source),
    current: { value: source["currentValue"] ?? "0", averageValue: source["averageValue"] },
    describedObject: reference(objectIn(source, "target")),
  }),
  pods: (source) => ({ metric: metricOf(source), current: { averageValue: source["currentAverageValue"] ?? "0" } }),
  resource: loadFromV1,
  containerResource: (source) => ({ ...loadFromV1(source), container: source["container"] }),
  external: (source) => ({
    metric: metricOf(source),
    current: { value: source["currentValue"] ?? "0", averageValue: source["currentAverageValue"] },
  }),
});
