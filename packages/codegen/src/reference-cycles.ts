import { KubernetesError } from "@kubets/apimachinery";
import { referenceOf, type Schema } from "./schema.ts";

/**
 * Refuses schemas that are nothing but each other, which no type can be. A schema that holds itself, in a field, a list or
 * a map, is none of them. Throws a KubernetesError with reason `Decode` that names the way around.
 */
export function refuseReferenceCycles(schemas: ReadonlyMap<string, Schema>): void {
  for (const start of schemas.keys()) {
    const way = [start];
    for (let next = aliasOf(schemas.get(start)); next !== undefined; next = aliasOf(schemas.get(next))) {
      // A circle that does not come back to the start is found from one of its own.
      if (way.slice(1).includes(next)) break;
      way.push(next);
      if (next !== start) continue;
      throw new KubernetesError(
        `components.schemas.${start}: a cycle of references and nothing else (${way.join(" -> ")}); give one of them a type`,
        { reason: "Decode" },
      );
    }
  }
}

function aliasOf(schema: Schema | undefined): string | undefined {
  return schema === undefined || schema.properties !== undefined ? undefined : referenceOf(schema);
}
