import { KubernetesError } from "@kubets/apimachinery";
import { readDiscovery } from "./discovery.ts";
import { apiVersionOf, kindBody, kindDoc, kindKey } from "./kinds.ts";
import { intOrString, knownSchemas, leftOut, metaDeclarations, metaModule } from "./known-schemas.ts";
import {
  apimachinery,
  reference,
  union,
  type Declaration,
  type Field,
  type Module,
  type Resource,
  type SourceDocument,
} from "./model.ts";
import { kindsOf, readSchemas } from "./open-api-schemas.ts";
import { homeOf, placeOf, placesOfKinds } from "./places.ts";
import { refuseReferenceCycles } from "./reference-cycles.ts";
import { createSchemaTypes, type SchemaTypes } from "./schema-types.ts";
import type { Schema } from "./schema.ts";

/** What types and descriptors of a server's API are made of; files read by the caller. */
export interface OpenApiSources {
  /** OpenAPI v3 documents, one a group version, as a server has them under `/openapi/v3`. */
  readonly documents: readonly SourceDocument[];
  /** Aggregated discovery, of `/api` and of `/apis`; without any, types are made but no descriptors. */
  readonly discovery: readonly SourceDocument[];
  /**
   * Fields that a server sends as null where they have no value, which OpenAPI does not say: by module, type and field, such
   * as `core/v1.PodCondition.lastProbeTime`. Default: none.
   */
  readonly nullable?: ReadonlySet<string> | undefined;
}

/**
 * Reads the API of a server into modules, one a group version, sorted by path.
 *
 * A field is optional where the schema does not require it, and also where it does but its default is `false`, which
 * leaving it out means. The metadata and the status of an object may always be left out. Descriptions are not taken
 * over.
 */
export function readOpenApi(sources: OpenApiSources): Module[] {
  const schemas = readSchemas(sources.documents);
  refuseReferenceCycles(schemas);
  const discovered = sources.discovery.flatMap(readDiscovery);
  const scopes = new Map(discovered.map((resource) => [kindKey(resource.objects), resource.scope]));
  const kinds = placesOfKinds(schemas);
  const resources = discovered.map((resource) => ({
    home: homeOf(resource, discovered, kinds),
    ...resource,
    kind: resource.objects.kind,
    object: kinds.get(kindKey(resource.objects)) ?? reference(apimachinery, "KubernetesObject"),
  }));

  const declared = [...schemas].flatMap(([schemaName, schema]) => {
    const place = knownSchemas.has(schemaName) || leftOut.has(schemaName) ? undefined : placeOf(schemaName);
    return place === undefined ? [] : [{ ...place, schema }];
  });
  const paths = new Set([metaModule, ...declared.map(({ module }) => module), ...resources.map(({ home }) => home)]);
  return [...paths].toSorted().map((path) => {
    const types = createTypes(path, schemas);
    const own = declared.filter(({ module }) => module === path);
    for (const { name } of own) types.reserve(name);
    const declarations = own.map(({ name, schema }) =>
      withNulls(path, declarationOf(name, schema, types, scopes), sources.nullable),
    );
    return {
      path,
      declarations: [...declarations, ...types.declarations, ...(path === metaModule ? metaDeclarations : [])],
      resources: resources.filter(({ home }) => home === path),
    };
  });
}

function createTypes(module: string, schemas: ReadonlyMap<string, Schema>): SchemaTypes {
  return createSchemaTypes({
    module,
    intOrString,
    descriptions: false,
    // The other defaults of required fields, "", 0 and {}, are what Go has for nothing: servers refuse nearly all.
    defaultSuffices: (field) => field.default === false,
    resolve(name) {
      const known = knownSchemas.get(name) ?? (schemas.has(name) ? placeOf(name) : undefined);
      if (known !== undefined) return known;
      throw new KubernetesError(
        schemas.has(name)
          ? `${name}: a type outside of any group version is used in ${module}; it needs a line in known-schemas.ts`
          : `${JSON.stringify(name)}: used in ${module}, but no document has it; add the OpenAPI document of its group version`,
        { reason: "Decode" },
      );
    },
  });
}

function declarationOf(
  name: string,
  schema: Schema,
  types: SchemaTypes,
  scopes: ReadonlyMap<string, Resource["scope"]>,
): Declaration {
  const [kind, ...more] = kindsOf(schema);
  if (kind === undefined) {
    return schema.properties === undefined
      ? { name, body: { kind: "alias", type: types.typeOf(schema, name) } }
      : { name, body: { kind: "interface", fields: types.fieldsOf(schema, name) } };
  }
  // A kind that many groups have, as DeleteOptions, has the apiVersion of where it is used.
  const apiVersion = more.length === 0 ? apiVersionOf(kind) : undefined;
  const doc =
    apiVersion === undefined ? `${kind.kind} of every group version.` : kindDoc(kind, scopes.get(kindKey(kind)));
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true;
  // A custom resource without a schema of its own has no fields, but it is an object all the same.
  const fields = schema.properties === undefined ? [objectMeta] : types.fieldsOf(schema, name);
  return { name, doc, body: { ...kindBody(kind.kind, apiVersion, fields), open } };
}

function withNulls(module: string, declaration: Declaration, nullable: OpenApiSources["nullable"]): Declaration {
  const { name, body } = declaration;
  if (nullable === undefined || body.kind !== "interface") return declaration;
  const fields = body.fields.map((field) =>
    nullable.has(`${module}.${name}.${field.name}`)
      ? { ...field, type: union([field.type, { kind: "literal", value: null }]) }
      : field,
  );
  return { ...declaration, body: { ...body, fields } };
}

const objectMeta: Field = { name: "metadata", type: reference(apimachinery, "ObjectMeta"), optional: true };
