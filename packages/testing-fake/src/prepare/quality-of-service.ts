import { parseQuantity, type Quantity } from "@kubets/apimachinery";
import { objectIn, objectsIn } from "../defaults/fill.ts";
import type { JsonObject } from "../json.ts";

const counted = ["cpu", "memory"];

/** How well a pod is served when a node runs short, by what its containers ask for. */
export function qualityOf(spec: Readonly<JsonObject>): "Guaranteed" | "Burstable" | "BestEffort" {
  const own = objectIn(spec, "resources");
  const whole = Object.keys(own).length > 0;
  const all = whole
    ? [own]
    : [...objectsIn(spec, "containers"), ...objectsIn(spec, "initContainers")].map((container) =>
        objectIn(container, "resources"),
      );
  const requests = all.map((resources) => amounts(objectIn(resources, "requests")));
  const limits = all.map((resources) => amounts(objectIn(resources, "limits")));
  if ([...requests, ...limits].every((list) => list.size === 0)) return "BestEffort";
  const guaranteed = limits.every((list) => counted.every((name) => list.has(name))) && sameTotals(requests, limits);
  return guaranteed ? "Guaranteed" : "Burstable";
}

/** What is asked for of what counts, without zeros. */
function amounts(list: Readonly<JsonObject>): Map<string, Quantity> {
  const found = new Map<string, Quantity>();
  for (const name of counted) {
    if (typeof list[name] !== "string") continue;
    const quantity = parseQuantity(list[name]);
    if (quantity.compare(zero) > 0) found.set(name, quantity);
  }
  return found;
}

const zero = parseQuantity("0");

function sameTotals(requests: readonly Map<string, Quantity>[], limits: readonly Map<string, Quantity>[]): boolean {
  return counted.every((name) => {
    const [asked, most] = [total(requests, name), total(limits, name)];
    return asked !== undefined && most !== undefined && asked.compare(most) === 0;
  });
}

function total(lists: readonly Map<string, Quantity>[], name: string): Quantity | undefined {
  let sum: Quantity | undefined;
  for (const list of lists) {
    const quantity = list.get(name);
    if (quantity) sum = sum ? sum.add(quantity) : quantity;
  }
  return sum;
}
