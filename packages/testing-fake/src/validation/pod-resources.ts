import { parseQuantity, type Quantity } from "@kubets/apimachinery";
import type { Part } from "./part.ts";
import { checkRequirements, quantityOf } from "./resources.ts";

/** What a pod as a whole asks for and may have, which its containers have to fit into. */
export function checkPodResources(spec: Part, claims: readonly string[]): void {
  const resources = spec.get("resources");
  if (!resources.present) return;
  if (spec.in("os", "name").text === "windows") return resources.forbid("may not be set for a windows pod");
  if (resources.get("claims").present) {
    resources.get("claims").forbid("claims may not be set for Resources at pod-level");
  }
  checkRequirements(resources, claims, true);
  const all = (kind: string): ReadonlyMap<string, Quantity> => total(spec, kind);
  for (const [name, sum] of all("requests")) {
    const own = resources.get("requests").entry(name);
    if (!own.present || sum.compare(quantityOf(own)) <= 0) continue;
    own.invalid(`must be greater than or equal to aggregate container requests of ${sum.toString()}`);
  }
  for (const [name, sum] of all("limits")) {
    const own = resources.get("limits").entry(name);
    if (!name.startsWith("hugepages-") || !own.present || sum.compare(quantityOf(own)) <= 0) continue;
    own.invalid(`must be greater than or equal to aggregate container limits of ${sum.toString()}`);
  }
  for (const [index, container] of spec.get("containers").items.entries()) {
    for (const [name, limit] of container.in("resources", "limits").entries) {
      const most = resources.get("limits").get(name);
      if (!most.present || quantityOf(limit).compare(quantityOf(most)) <= 0) continue;
      limit
        .as(`${resources.path}.containers[${index}][${name}].limits`)
        .invalid(`must be less than or equal to pod limits of ${quantityOf(most).toString()}`);
    }
  }
}

/** What all containers need at a time: those that run together, or those before them if they need more. */
function total(spec: Part, kind: string): ReadonlyMap<string, Quantity> {
  const zero = parseQuantity("0");
  const sum = new Map<string, Quantity>();
  const add = (to: Map<string, Quantity>, container: Part): void => {
    for (const [name, amount] of container.in("resources", kind).entries) {
      to.set(name, (to.get(name) ?? zero).add(quantityOf(amount)));
    }
  };
  for (const container of spec.get("containers").items) add(sum, container);
  const before = new Map<string, Quantity>();
  const most = new Map<string, Quantity>();
  for (const container of spec.get("initContainers").items) {
    const stays = container.get("restartPolicy").text === "Always";
    if (stays) {
      add(sum, container);
      add(before, container);
    }
    const now = new Map(before);
    if (!stays) add(now, container);
    for (const [name, amount] of now) if (amount.compare(most.get(name) ?? zero) > 0) most.set(name, amount);
  }
  for (const [name, amount] of most) if (amount.compare(sum.get(name) ?? zero) > 0) sum.set(name, amount);
  return sum;
}
