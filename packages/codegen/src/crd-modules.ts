import { KubernetesError } from "@kubets/apimachinery";
import type { CustomResourceVersion } from "./crd.ts";
import { apiVersionOf, kindBody, kindDoc } from "./kinds.ts";
import { apimachinery, keyword, reference, union, type Declaration, type Field, type Module } from "./model.ts";
import { pascalCase } from "./names.ts";
import { createSchemaTypes, type SchemaTypes } from "./schema-types.ts";

/** Every custom resource can do all of these. */
const verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];

/**
 * Modules of custom resources, one a group version, sorted by path (`demo.kubets.dev/v1`). A field is optional where
 * the schema does not require it or has a default for it, since the server then fills it in.
 */
export function modulesOfCrds(versions: readonly CustomResourceVersion[]): Module[] {
  const paths = [...new Set(versions.map(pathOf))].toSorted();
  return paths.map((path) =>
    moduleOf(
      path,
      versions.filter((version) => pathOf(version) === path),
    ),
  );
}

function pathOf({ group, version }: CustomResourceVersion): string {
  return `${group}/${version}`;
}

function moduleOf(path: string, resources: readonly CustomResourceVersion[]): Module {
  const kinds = new Map<string, CustomResourceVersion>();
  for (const resource of resources) {
    const other = kinds.get(resource.kind);
    if (other !== undefined) {
      throw new KubernetesError(
        `${resource.where}: ${path} ${resource.kind} is already defined in ${other.where}; give one of the two`,
        { reason: "Decode" },
      );
    }
    kinds.set(resource.kind, resource);
  }
  // The names of kinds are kept before any object within an object gets one.
  const taken = resources.flatMap(({ kind, listKind }) => [pascalCase(kind), pascalCase(listKind)]);
  const declarations = resources.flatMap((resource) => {
    const types = createTypes(path, resource);
    taken.forEach((name) => types.reserve(name));
    const own = declarationsOf(path, resource, types);
    taken.push(...types.declarations.map(({ name }) => name));
    return [...own, ...types.declarations];
  });
  return {
    path,
    declarations,
    resources: resources.map((resource) => ({
      ...resource,
      verbs,
      object: reference(path, pascalCase(resource.kind)),
    })),
  };
}

function createTypes(module: string, { where }: CustomResourceVersion): SchemaTypes {
  return createSchemaTypes({
    module,
    intOrString: union([keyword("number"), keyword("string")]),
    descriptions: true,
    defaultSuffices: (field) => field.default !== undefined,
    resolve(name) {
      throw new KubernetesError(`${where}: the schema refers to ${name}; a CRD's schema must not use $ref, inline it`, {
        reason: "Decode",
      });
    },
  });
}

function declarationsOf(module: string, resource: CustomResourceVersion, types: SchemaTypes): Declaration[] {
  const { kind, listKind, schema, deprecation } = resource;
  const apiVersion = apiVersionOf(resource);
  const name = pascalCase(kind);
  const fields = types.fieldsOf(schema, name).filter((field) => field.name !== "metadata");
  const metadata = (of: string): Field => ({ name: "metadata", type: reference(apimachinery, of), optional: true });
  const items: Field = { name: "items", type: { kind: "array", of: reference(module, name) }, optional: false };
  const doc = [
    kindDoc(resource, resource.scope),
    schema.description,
    deprecation === undefined ? undefined : `@deprecated ${deprecation}`.trim(),
  ].filter((part) => part !== undefined);
  return [
    {
      name,
      doc: doc.join("\n\n"),
      body: {
        ...kindBody(kind, apiVersion, [...fields, metadata("ObjectMeta")]),
        open: schema["x-kubernetes-preserve-unknown-fields"] === true,
      },
    },
    {
      name: pascalCase(listKind),
      doc: kindDoc({ ...resource, kind: listKind }, undefined),
      body: kindBody(listKind, apiVersion, [items, metadata("ListMeta")]),
    },
  ];
}
