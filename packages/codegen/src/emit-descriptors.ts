import type { Names } from "./emit-types.ts";
import { resourceDoc } from "./kinds.ts";
import { apimachinery, reference, type Resource } from "./model.ts";
import { resourceConstant } from "./names.ts";

/** Every verb that apimachinery's `Verb` names, in its order. */
const verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

/**
 * Prints the descriptor of a resource: a plain object, so that a bundler drops what is not used, with everything that
 * discovery says in its type.
 */
export function emitDescriptor(resource: Resource, names: Names): string {
  const { group, version, kind, scope } = resource;
  const type = [
    names.of(resource.object),
    JSON.stringify(scope),
    emitVerbs(resource, names),
    emitUnion(resource.subresources),
  ].join(", ");
  const values = Object.entries({ group, version, resource: resource.resource, kind, scope })
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(", ");
  const descriptor = names.of(reference(apimachinery, "ResourceDescriptor"));
  return (
    `/** ${resourceDoc(resource)} */\n` +
    `export const ${resourceConstant(resource.resource, kind)}: ${descriptor}<${type}> =\n  { ${values} };\n`
  );
}

function emitVerbs(resource: Resource, names: Names): string {
  const allowed = verbs.filter((verb) => resource.verbs.includes(verb));
  return allowed.length === verbs.length ? names.of(reference(apimachinery, "Verb")) : emitUnion(allowed);
}

function emitUnion(values: readonly string[]): string {
  return values.length === 0 ? "never" : values.map((value) => JSON.stringify(value)).join(" | ");
}
