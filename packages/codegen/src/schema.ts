/** What the readers look at in an OpenAPI v3 schema, of a document or of a CRD. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly default?: unknown;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-embedded-resource"?: boolean;
  readonly "x-kubernetes-group-version-kind"?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

const localReference = "#/components/schemas/";

/**
 * The name of the schema that this one refers to, alone or wrapped in `allOf` for the sake of a default beside it; what
 * the reference says where it does not point to a document's own schemas.
 */
export function referenceOf(schema: Schema): string | undefined {
  const [only, ...more] = schema.allOf ?? [];
  const target = schema.$ref ?? (more.length === 0 ? only?.$ref : undefined);
  return target?.startsWith(localReference) === true ? target.slice(localReference.length) : target;
}

/** A plain object, as JSON and YAML have it: neither null nor a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
