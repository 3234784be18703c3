import { apimachinery, reference, type Field, type InterfaceBody, type Resource } from "./model.ts";

/** What `apiVersion` and `kind` of an object say together. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A key of a kind for maps. */
export function kindKey({ group, version, kind }: Kind): string {
  return `${group}/${version}/${kind}`;
}

/** What the objects of a group version have as `apiVersion`. */
export function apiVersionOf({ group, version }: Omit<Kind, "kind">): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The doc line of a kind, with its scope where it is the kind of a resource. */
export function kindDoc({ group, version, kind }: Kind, scope: Resource["scope"] | undefined): string {
  return `${group || "core"}/${version} ${kind}${scope === undefined ? "" : `; ${scopeWords[scope]}`}.`;
}

/** The doc line of a descriptor. */
export function resourceDoc({ group, version, resource, scope }: Resource): string {
  return `${group || "core"}/${version} ${resource}; ${scopeWords[scope]}.`;
}

const scopeWords = { Namespaced: "namespaced", Cluster: "cluster-scoped" } as const;

/**
 * The interface of what has apiVersion and kind: an object, a list, or an envelope such as DeleteOptions. Both are
 * literal types and optional: a client knows them from the descriptor. An `apiVersion` that is not known is a string.
 */
export function kindBody(kind: string, apiVersion: string | undefined, fields: readonly Field[]): InterfaceBody {
  const own: Field[] = [
    {
      name: "apiVersion",
      type: apiVersion === undefined ? { kind: "keyword", name: "string" } : { kind: "literal", value: apiVersion },
      optional: true,
    },
    { name: "kind", type: { kind: "literal", value: kind }, optional: true },
  ];
  const others = (...inherited: string[]): Field[] =>
    fields
      .filter(({ name }) => !["apiVersion", "kind", ...inherited].includes(name))
      // Servers write it; clients that write it have a call of its own for it.
      .map((field) => (field.name === "status" ? { ...field, optional: true } : field));
  const metadata = fields.find(({ name }) => name === "metadata")?.type;
  const items = fields.find(({ name }) => name === "items")?.type;
  const metadataName = metadata?.kind === "reference" ? metadata.name : undefined;
  if (metadataName === "ListMeta" && items?.kind === "array" && items.of.kind === "reference") {
    const list = { base: reference(apimachinery, "KubernetesList"), argument: items.of };
    return { kind: "interface", extends: list, fields: [...own, ...others("metadata", "items")] };
  }
  if (metadataName === "ObjectMeta") {
    const object = { base: reference(apimachinery, "KubernetesObject") };
    return { kind: "interface", extends: object, fields: [...own, ...others("metadata")] };
  }
  return { kind: "interface", fields: [...own, ...others()] };
}
