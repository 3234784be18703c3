import type { ApiResource, Discovered } from "./api-resource.ts";
import { preferredResources } from "./preferred-resources.ts";

/**
 * The resources that a category stands for, such as `all`, each once, in its preferred version (F079). Servers name
 * categories with their resources; `more` adds to them. Empty for a name that is no category.
 */
export function resourcesInCategory(
  discovered: Discovered,
  category: string,
  more: Readonly<Record<string, readonly { readonly group: string; readonly resource: string }[]>> = {},
): ApiResource[] {
  const added = Object.hasOwn(more, category) ? (more[category] ?? []) : [];
  return preferredResources(discovered).filter(
    (each) =>
      each.categories.includes(category) ||
      added.some(({ group, resource }) => group === each.group && resource === each.resource),
  );
}
