import { fieldOf, isObject, valueAt, type JsonObject } from "../json.ts";

/** The collection of CustomResourceDefinitions. */
export const definitions = "customresourcedefinitions.apiextensions.k8s.io";

/** Keeps a CustomResourceDefinition until its objects are gone. */
export const definitionFinalizer = "customresourcecleanup.apiextensions.k8s.io";

/** The names by which a definition's resource is known. */
export interface Names {
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
}

/** The names that a definition wants, or at another path those that it got. */
export function namesOf(definition: Readonly<JsonObject>, path: readonly string[] = ["spec", "names"]): Names {
  const names = valueAt(definition, path);
  const text = (field: string): string => {
    const value = isObject(names) ? fieldOf(names, field) : undefined;
    return typeof value === "string" ? value : "";
  };
  const texts = (field: string): readonly string[] => {
    const value = isObject(names) ? fieldOf(names, field) : undefined;
    return Array.isArray(value) ? value.filter((element) => typeof element === "string") : [];
  };
  return {
    plural: text("plural"),
    singular: text("singular"),
    kind: text("kind"),
    listKind: text("listKind"),
    shortNames: texts("shortNames"),
    categories: texts("categories"),
  };
}

/** `spec.versions`. */
export function versionsOf(definition: Readonly<JsonObject>): readonly JsonObject[] {
  const versions = valueAt(definition, ["spec", "versions"]);
  return Array.isArray(versions) ? versions.filter(isObject) : [];
}

/** The name of the version in which objects are stored. */
export function storageVersionOf(definition: Readonly<JsonObject>): string | undefined {
  const storage = versionsOf(definition).find((version) => version["storage"] === true);
  return storage && versionName(storage);
}

/** The name of one of `spec.versions`. */
export function versionName(version: Readonly<JsonObject>): string {
  const name = fieldOf(version, "name");
  return typeof name === "string" ? name : "";
}

/** `status.storedVersions`. */
export function storedVersionsOf(definition: Readonly<JsonObject>): readonly string[] {
  const versions = valueAt(definition, ["status", "storedVersions"]);
  return Array.isArray(versions) ? versions.filter((version) => typeof version === "string") : [];
}

/** The schema of a version, undefined where it has none. */
export function schemaJsonOf(version: Readonly<JsonObject>): JsonObject | undefined {
  const schema = valueAt(version, ["schema", "openAPIV3Schema"]);
  return isObject(schema) ? schema : undefined;
}

/** Fills in what a definition may leave out. */
export function completeDefinition(definition: JsonObject): void {
  const spec = definition["spec"];
  if (!isObject(spec)) return;
  for (const version of versionsOf(definition)) {
    // Always written; and lists without elements never are.
    for (const field of ["served", "storage"]) version[field] ??= false;
    for (const field of ["selectableFields", "additionalPrinterColumns"]) {
      if (Array.isArray(version[field]) && version[field].length === 0) delete version[field];
    }
  }
  const names = spec["names"];
  if (isObject(names) && typeof names["kind"] === "string") {
    names["singular"] ||= names["kind"].toLowerCase();
    names["listKind"] ||= names["kind"] === "" ? "" : `${names["kind"]}List`;
  }
  const conversion = (spec["conversion"] ??= { strategy: "None" });
  const service = valueAt(conversion, ["webhook", "clientConfig", "service"]);
  if (isObject(service)) service["port"] ??= 443;
}

/** A version once used for storing is remembered from the write on that makes it so. */
export function keepDefinitionStatus(definition: JsonObject): void {
  const storage = storageVersionOf(definition);
  const stored = storedVersionsOf(definition);
  if (storage === undefined || stored.includes(storage)) return;
  const status = isObject(definition["status"]) ? definition["status"] : {};
  definition["status"] = { ...status, storedVersions: [...stored, storage] };
}

/** The status of a definition that nothing has looked at yet. */
export function beginDefinition(definition: JsonObject): void {
  const storage = storageVersionOf(definition);
  definition["status"] = {
    conditions: null,
    acceptedNames: { plural: "", kind: "" },
    storedVersions: storage === undefined ? [] : [storage],
  };
}
