/**
 * The shape of a type, built in or custom: what decoding, defaults, pruning, field ownership and strategic merge need to
 * know of it. Made from the generated table for built-in kinds, and from `openAPIV3Schema` for custom resources.
 */
export type TypeSchema = ScalarSchema | ObjectSchema | MapSchema | ListSchema | UntypedSchema;

interface CommonSchema {
  /** The value that a missing field gets. Shared: to be copied before it is put into an object. */
  readonly default?: unknown;
  /** Whether null is a value of its own rather than none; only custom resources have such. */
  readonly nullable?: boolean | undefined;
}

export interface ScalarSchema extends CommonSchema {
  readonly type: "string" | "integer" | "number" | "boolean" | "intOrString" | "quantity";
  /** Such as `int32`, `int64`, `double`, `byte`, `date-time`. */
  readonly format?: string | undefined;
  /** The values there are; absent is any. */
  readonly enum?: readonly unknown[] | undefined;
  /** The type in Go, which messages of failed decodings name: `v1.RestartPolicy`; absent is the plain one. */
  readonly goType?: string | undefined;
}

/** Fields with names that are known. */
export interface ObjectSchema extends CommonSchema {
  readonly type: "object";
  /** The type's name with its package, `core/v1.PodSpec`; absent for custom resources. */
  readonly id?: string | undefined;
  /** Has no prototype: a client may ask for a field `constructor`. Types may hold themselves, so inner ones are lazy. */
  readonly fields: Readonly<Record<string, FieldSchema>>;
  readonly required: readonly string[];
  /** The type in Go, which messages of failed decodings name: `v1.PodSpec`; absent for custom resources. */
  readonly goType?: string | undefined;
  /** Owned and merged as a whole by server-side apply. Default false. */
  readonly atomic?: boolean | undefined;
  /** Unknown fields stay (`x-kubernetes-preserve-unknown-fields`). Default false. */
  readonly keepsUnknown?: boolean | undefined;
  /** The object is a whole one with apiVersion, kind and metadata (`x-kubernetes-embedded-resource`, raw extensions). */
  readonly embedded?: boolean | undefined;
}

export interface FieldSchema {
  readonly schema: TypeSchema;
  /** Go tells a zero value that was set from none at all. Only built-in kinds have others. */
  readonly pointer?: boolean | undefined;
  /** Written even where it is unset: as null if it is a pointer, a list or a map, else as the zero value. */
  readonly alwaysWritten?: boolean | undefined;
  /** Go's names of the embedded structs that hold the field, which messages name: `VolumeSource`. */
  readonly embeddedIn?: string | undefined;
  /** For a strategic merge patch: any of `merge`, `replace` and `retainKeys`. */
  readonly patchStrategy?: readonly string[] | undefined;
  /** For a strategic merge patch: the field by which elements of a merged list are told apart. */
  readonly patchMergeKey?: string | undefined;
}

/** Keys that clients choose. */
export interface MapSchema extends CommonSchema {
  readonly type: "map";
  readonly values: TypeSchema;
  readonly atomic?: boolean | undefined;
  /** The type in Go, which messages of failed decodings name: `map[string]string`. */
  readonly goType?: string | undefined;
}

export interface ListSchema extends CommonSchema {
  readonly type: "list";
  readonly items: TypeSchema;
  /** How server-side apply merges it: as a whole, as a set of scalars, or by the fields named in `keys`. */
  readonly merge: "atomic" | "set" | "map";
  /** Not empty for `map`. Where a key has a default, an element may go without it. */
  readonly keys: readonly string[];
  readonly goType?: string | undefined;
}

/** Anything goes, and server-side apply guesses by the value: objects granular, lists atomic. */
export interface UntypedSchema extends CommonSchema {
  readonly type: "any";
}
