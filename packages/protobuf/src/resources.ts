import { kinds } from "./gen/table.ts";

let known: ReadonlySet<string> | undefined;

/** Whether objects of a resource, such as `v1/pods` or `apps/v1/deployments`, have a protobuf form. */
export function hasProtobufForm(resource: string): boolean {
  known ??= new Set(Object.keys(kinds).map(resourceOf));
  return known.has(resource);
}

/** By the rule by which Kubernetes guesses a resource from its kind, which holds for all that are built in. */
function resourceOf(key: string): string {
  const name = key.toLowerCase();
  if (name.endsWith("/endpoints")) return name;
  if (name.endsWith("s")) return `${name}es`;
  if (name.endsWith("y")) return `${name.slice(0, -1)}ies`;
  return `${name}s`;
}
