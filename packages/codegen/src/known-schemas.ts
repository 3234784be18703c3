import { apimachinery, keyword, reference, union, type Declaration, type TypeExpression } from "./model.ts";

/** Where types live that many group versions use. */
export const metaModule = "meta/v1";

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1";
const apiextensions = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1";

export const intOrString: TypeExpression = reference(metaModule, "IntOrString");
const jsonSchema = reference("apiextensions/v1", "JSONSchemaProps");

/**
 * Schemas with a type of their own: those that apimachinery has, and those of which OpenAPI says less than is so,
 * because Go marshals them by hand.
 */
export const knownSchemas: ReadonlyMap<string, TypeExpression> = new Map<string, TypeExpression>([
  ...["ListMeta", "ManagedFieldsEntry", "ObjectMeta", "OwnerReference", "Status", "StatusCause", "StatusDetails"].map(
    (name): [string, TypeExpression] => [`${meta}.${name}`, reference(apimachinery, name)],
  ),
  [`${meta}.Time`, keyword("string")],
  [`${meta}.MicroTime`, keyword("string")],
  [`${meta}.FieldsV1`, keyword("object")],
  ["io.k8s.apimachinery.pkg.runtime.RawExtension", keyword("object")],
  ["io.k8s.apimachinery.pkg.api.resource.Quantity", reference(metaModule, "Quantity")],
  ["io.k8s.apimachinery.pkg.util.intstr.IntOrString", intOrString],
  [`${apiextensions}.JSON`, keyword("unknown")],
  [`${apiextensions}.JSONSchemaPropsOrArray`, union([jsonSchema, { kind: "array", of: jsonSchema }])],
  [`${apiextensions}.JSONSchemaPropsOrBool`, union([jsonSchema, keyword("boolean")])],
  [`${apiextensions}.JSONSchemaPropsOrStringArray`, union([jsonSchema, { kind: "array", of: keyword("string") }])],
]);

/** Schemas of the wire's envelopes, which no object holds: their types are apimachinery's WatchEvent and Patch. */
export const leftOut: ReadonlySet<string> = new Set([`${meta}.WatchEvent`, `${meta}.Patch`]);

/** The named types behind {@link knownSchemas} that live in {@link metaModule}. */
export const metaDeclarations: readonly Declaration[] = [
  {
    name: "IntOrString",
    doc: "A number, or a string such as a port's name or a percentage.",
    body: { kind: "alias", type: union([keyword("number"), keyword("string")]) },
  },
  {
    name: "Quantity",
    doc: 'An amount such as "500m" or "1Gi". Servers also take a number, but always answer with a string.',
    body: { kind: "alias", type: keyword("string") },
  },
];
