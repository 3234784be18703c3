import type { Range } from "../../cel/estimates.ts";
import type { SizeOfPath } from "../../cel/static-cost.ts";
import type { Declaration } from "./declaration.ts";

/** How large the parts of a declared value can be. Both of a rule's variables begin at the same. */
export function sizeOfPath(root: Declaration): SizeOfPath {
  return (path): Range | undefined => {
    let current: Declaration | undefined = root;
    for (const name of path.slice(1)) {
      if (name === "@items" || name === "@values") current = current.element;
      else current = name === "@keys" ? current.keys : current.fields?.get(name);
      if (!current) return undefined;
    }
    return { min: 0, max: current.most };
  };
}
