import type { KubernetesObject, ObjectMeta } from "@kubets/apimachinery";

/**
 * What server-side apply takes for a kind: the fields that the caller wants to own, and nothing else. `apiVersion`,
 * `kind` and `metadata.name` are required, everything else is optional at every depth, elements of lists too; of a
 * list with keys, give each element its keys. A field left out is given up; there is no null (F083, F084).
 */
export type Apply<T extends KubernetesObject> = ApplyFields<Omit<T, "apiVersion" | "kind" | "metadata">> & {
  apiVersion: NonNullable<T["apiVersion"]>;
  kind: NonNullable<T["kind"]>;
  /** Servers refuse an apply that carries managedFields (F087). */
  metadata: ApplyFields<Omit<ObjectMeta, "managedFields">> & { name: string; managedFields?: never };
};

/** Any part of a value: of objects some fields, of lists any elements, everything else as it is. */
export type ApplyFields<T> = T extends readonly (infer E)[]
  ? ApplyFields<E>[]
  : T extends object
    ? { [K in keyof T]?: ApplyFields<T[K]> }
    : T;
