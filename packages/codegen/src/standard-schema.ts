/**
 * What a schema library has to offer here: Standard Schema for the types, Standard JSON Schema for the text. Zod, Valibot,
 * ArkType and others do; no library is named in the code.
 */
export interface StandardJsonSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    /** Never set: the place of the types. */
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    readonly jsonSchema: {
      /** The schema of what may be written; throws on a target that the library does not know. */
      readonly input: (options: { readonly target: string }) => Record<string, unknown>;
    };
  };
}

/** What may be written according to a schema. */
export type InputOf<S> = S extends StandardJsonSchema<infer Input, unknown> ? Input : never;

/** The targets that can be turned into a CRD's schema, the nearest first. */
const targets = ["openapi-3.0", "draft-2020-12", "draft-07"];

/** The JSON Schema of a schema, in the first of the forms that its library knows. */
export function jsonSchemaOf(schema: StandardJsonSchema): Record<string, unknown> {
  let failure: unknown;
  for (const target of targets) {
    try {
      return schema["~standard"].jsonSchema.input({ target });
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
