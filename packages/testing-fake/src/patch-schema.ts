/**
 * What a strategic merge patch has to know of a type: which lists are merged by which key. A field that is absent has no
 * strategy and nothing below it has one: objects merge, lists are replaced.
 */
export interface PatchSchema {
  readonly fields: Readonly<Record<string, PatchField>>;
}

export interface PatchField {
  /** The field by which elements of a list are told apart; a merged list without it holds plain values. */
  readonly mergeKey?: string;
  /** Any of `merge`, `replace` and `retainKeys`. */
  readonly strategy?: readonly string[];
  /** Of the object, or of the list's elements. Resolved when read: types may hold themselves. */
  readonly schema?: PatchSchema | undefined;
}

/** A field as generated: type below it ("" is none), strategies joined by commas, merge key. */
export type PatchFieldRow = readonly [type: string, strategy?: string, mergeKey?: string];

export interface PatchSchemaTable {
  /** `<apiVersion>/<kind>` to the name of its type. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly types: Readonly<Record<string, Readonly<Record<string, PatchFieldRow>>>>;
}

/** Finds the patch schema of a built-in kind; undefined for kinds that it does not know, as all custom ones. */
export type PatchSchemaOf = (group: string, version: string, kind: string) => PatchSchema | undefined;

/** Turns the generated table into schemas, each built when first asked for and then shared by all that refer to it. */
export function createPatchSchemaOf(table: PatchSchemaTable): PatchSchemaOf {
  const built = new Map<string, PatchSchema>();

  const schemaOf = (type: string): PatchSchema => {
    const known = built.get(type);
    if (known) return known;
    // A patch may name any field, such as `constructor`.
    const fields = Object.create(null) as Record<string, PatchField>;
    for (const [name, row] of Object.entries(table.types[type] ?? {})) fields[name] = fieldOf(row);
    const schema = { fields };
    built.set(type, schema);
    return schema;
  };

  const fieldOf = ([type, strategy, mergeKey]: PatchFieldRow): PatchField => ({
    ...(mergeKey && { mergeKey }),
    ...(strategy && { strategy: strategy.split(",") }),
    get schema() {
      return type === "" ? undefined : schemaOf(type);
    },
  });

  return (group, version, kind) => {
    const type = table.kinds[`${group === "" ? version : `${group}/${version}`}/${kind}`];
    return type === undefined ? undefined : schemaOf(type);
  };
}
