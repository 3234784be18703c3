import {
  defineResource,
  type KubernetesObject,
  type ResourceDescriptor,
  type Scope,
  type Verb,
} from "@kubets/apimachinery";
import { dump } from "js-yaml";
import { jsonSchemaOf, type InputOf, type StandardJsonSchema } from "./standard-schema.ts";
import { toStructural } from "./structural-schema.ts";

/** A resource of your own, as one says it in code. */
export interface CustomResourceDefinitionOptions<
  Spec extends StandardJsonSchema,
  Status extends StandardJsonSchema | undefined,
  S extends Scope,
> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Plural and lower-case. Default: the kind in lower case, with an s. */
  readonly resource?: string | undefined;
  readonly scope: S;
  readonly spec: Spec;
  /** With one, the resource has a status that is written on its own. */
  readonly status?: Status;
  readonly shortNames?: readonly string[] | undefined;
  readonly categories?: readonly string[] | undefined;
  /** Where the size is, for resources that have one: `{ specReplicasPath: ".spec.replicas", … }`. */
  readonly scale?:
    | { readonly specReplicasPath: string; readonly statusReplicasPath: string; readonly labelSelectorPath?: string }
    | undefined;
  /** What `kubectl get` shows beside name and age. */
  readonly columns?:
    | readonly { readonly name: string; readonly type: string; readonly jsonPath: string; readonly priority?: number }[]
    | undefined;
}

/** The objects of a resource that was defined by schemas. */
export type CustomObject<Spec, Status> = KubernetesObject & {
  spec: InputOf<Spec>;
} & (Status extends StandardJsonSchema ? { status?: InputOf<Status> } : unknown);

/** A resource with everything that follows from its definition. */
export interface CustomResource<T extends KubernetesObject, S extends Scope, Sub extends string> {
  /** For `client.resource(…)`, which is typed by the schemas. */
  readonly descriptor: ResourceDescriptor<T, S, Verb, Sub>;
  /** The CustomResourceDefinition to create on the server. */
  readonly crd: CustomResourceDefinitionObject;
  /** The same as YAML, for `kubectl apply`; the same definition gives the same text. */
  readonly yaml: string;
}

/** An `apiextensions.k8s.io/v1` CustomResourceDefinition, as far as it is written here. */
export interface CustomResourceDefinitionObject extends KubernetesObject {
  readonly apiVersion: "apiextensions.k8s.io/v1";
  readonly kind: "CustomResourceDefinition";
  readonly metadata: { name: string };
  readonly spec: {
    group: string;
    scope: Scope;
    names: {
      kind: string;
      listKind: string;
      plural: string;
      singular: string;
      shortNames?: string[];
      categories?: string[];
    };
    versions: {
      name: string;
      served: boolean;
      storage: boolean;
      schema: { openAPIV3Schema: object };
      subresources?: object;
      additionalPrinterColumns?: { name: string; type: string; jsonPath: string; priority?: number }[];
    }[];
  };
}

type SubresourcesOf<O> =
  | (O extends { readonly status: StandardJsonSchema } ? "status" : never)
  | (O extends { readonly scale: object } ? "scale" : never);

/**
 * Makes a resource of schemas: its types, its descriptor and its CRD from one source. Any library with Standard JSON Schema
 * will do. What a schema checks beyond its JSON Schema (refinements, transformations) is not in the CRD.
 *
 * Throws a KubernetesError with reason `Decode` that names the field for what a CRD cannot say; the README has a table.
 */
export function defineCustomResource<
  Spec extends StandardJsonSchema,
  const O extends CustomResourceDefinitionOptions<Spec, Status, S>,
  S extends Scope = O["scope"],
  Status extends StandardJsonSchema | undefined = O["status"],
>(
  options: O & { readonly spec: Spec },
): CustomResource<CustomObject<O["spec"], O["status"]>, O["scope"], SubresourcesOf<O>> {
  const { group, version, kind, scope, spec, status, shortNames, categories, scale, columns } = options;
  const singular = kind.toLowerCase();
  const resource = options.resource ?? `${singular}s`;
  const subresources = { ...(status ? { status: {} } : {}), ...(scale ? { scale: { ...scale } } : {}) };
  const crd: CustomResourceDefinitionObject = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${resource}.${group}` },
    spec: {
      group,
      scope,
      names: {
        kind,
        listKind: `${kind}List`,
        plural: resource,
        singular,
        ...(shortNames ? { shortNames: [...shortNames] } : {}),
        ...(categories ? { categories: [...categories] } : {}),
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: schemaOf(kind, spec, status) },
          ...(Object.keys(subresources).length > 0 ? { subresources } : {}),
          ...(columns ? { additionalPrinterColumns: columns.map((column) => ({ ...column })) } : {}),
        },
      ],
    },
  };
  return {
    descriptor: defineResource<CustomObject<O["spec"], O["status"]>, O["scope"], Verb, SubresourcesOf<O>>({
      group,
      version,
      resource,
      kind,
      scope,
    }),
    crd,
    yaml: dump(crd, { noRefs: true, lineWidth: -1 }),
  };
}

function schemaOf(kind: string, spec: StandardJsonSchema, status: StandardJsonSchema | undefined): object {
  return {
    type: "object",
    required: ["spec"],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      spec: toStructural(jsonSchemaOf(spec), `${kind}.spec`),
      ...(status ? { status: toStructural(jsonSchemaOf(status), `${kind}.status`) } : {}),
    },
  };
}
