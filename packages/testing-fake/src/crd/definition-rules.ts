import { goText } from "../go-text.ts";
import { validateDns1035Label, validateDns1123Subdomain } from "@kubets/apimachinery";
import { fieldOf, isObject, valueAt, type JsonObject } from "../json.ts";
import { invalidValue, notSupported, required, type FieldProblem } from "../http/status.ts";
import { approvalProblems } from "./api-approval.ts";
import { holds } from "./conditions.ts";
import { conversionProblems } from "./conversion-rules.ts";
import { namesOf, schemaJsonOf, storageVersionOf, storedVersionsOf, versionName, versionsOf } from "./definition.ts";
import { definitionWarnings } from "./definition-warnings.ts";
import { hoistedOf, versionsText, type Hoisted } from "./hoisted.ts";
import { missingNames, nameProblems } from "./name-rules.ts";
import { rootSchemaProblems } from "./root-schema-rules.ts";
import { columnProblems, deprecationProblems, selectableProblems, subresourceProblems } from "./version-rules.ts";

/** What is wrong with a new definition, or with one that is to replace another, in a server's words and order. */
export function definitionProblems(
  definition: JsonObject,
  old?: Readonly<JsonObject>,
  warn?: (text: string) => void,
): FieldProblem[] {
  const spec = isObject(definition["spec"]) ? definition["spec"] : {};
  const problems = [
    ...(old ? [] : resourceNameProblems(definition)),
    ...specProblems(definition, spec, old),
    ...(old ? changeProblems(definition, old) : []),
    ...nameProblems(namesOf(old ?? {}, ["status", "acceptedNames"]), "status.acceptedNames"),
    ...storedVersionProblems(definition, old),
    ...approvalProblems(definition, old),
    ...keptFieldProblems(spec),
  ];
  if (warn && problems.length === 0) for (const text of definitionWarnings(definition, old)) warn(text);
  return problems;
}

function resourceNameProblems(definition: JsonObject): FieldProblem[] {
  const name = goText(valueAt(definition, ["metadata", "name"]) ?? "");
  const group = goText(valueAt(definition, ["spec", "group"]) ?? "");
  if (name === `${namesOf(definition).plural}.${group}`) return [];
  return [invalidValue("metadata.name", name, `must be spec.names.plural+"."+spec.group`)];
}

function specProblems(definition: JsonObject, spec: JsonObject, old?: Readonly<JsonObject>): FieldProblem[] {
  const names = namesOf(definition);
  const versions = versionsOf(definition);
  const hoisted = hoistedOf(versions);
  const [first = {}] = versions;
  const anyStatus = versions.some(hasStatus);
  const problems = [
    ...groupProblems(spec),
    ...scopeProblems(fieldOf(spec, "scope")),
    ...missingSchemas(versions),
    ...versions.flatMap((version, index) => versionProblems(version, index, hoisted, old)),
    ...versionListProblems(versions, hoisted, Array.isArray(fieldOf(spec, "versions"))),
    ...missingNames(names, "spec.names"),
    ...nameProblems(names, "spec.names"),
  ];
  if (hoisted.schema) problems.push(...schemaPartProblems(first, anyStatus, "spec.validation", old));
  if (hoisted.subresources) problems.push(...subresourceProblems(fieldOf(first, "subresources"), "spec.subresources"));
  if (hoisted.additionalPrinterColumns) {
    problems.push(...columnProblems(fieldOf(first, "additionalPrinterColumns"), "spec.additionalPrinterColumns"));
  }
  if (hoisted.selectableFields) {
    const schema = hoisted.schema ? schemaJsonOf(first) : undefined;
    problems.push(...selectableProblems(fieldOf(first, "selectableFields"), schema, "spec.selectableFields"));
  }
  const strategy = valueAt(spec, ["conversion", "strategy"]);
  if (strategy !== undefined && strategy !== "None" && spec["preserveUnknownFields"] === true) {
    const detail = "must be None if spec.preserveUnknownFields is true";
    problems.push(invalidValue("spec.conversion.strategy", strategy, detail));
  }
  return [...problems, ...conversionProblems(fieldOf(spec, "conversion"), "spec.conversion")];
}

function groupProblems(spec: JsonObject): FieldProblem[] {
  const group = fieldOf(spec, "group");
  if (typeof group !== "string" || group === "") return [required("spec.group")];
  const details = validateDns1123Subdomain(group);
  if (details.length > 0) return [invalidValue("spec.group", group, details.join(","))];
  return group.includes(".") ? [] : [invalidValue("spec.group", group, "should be a domain with at least one dot")];
}

function scopeProblems(scope: unknown): FieldProblem[] {
  if (scope === "Cluster" || scope === "Namespaced") return [];
  return [scope ? notSupported("spec.scope", scope, ["Cluster", "Namespaced"]) : required("spec.scope")];
}

/** Where all versions lack a schema, and where some do, in the same words. */
function missingSchemas(versions: readonly JsonObject[]): FieldProblem[] {
  return versions.flatMap((version, index) =>
    schemaJsonOf(version) ? [] : [required(`spec.versions[${index}].schema.openAPIV3Schema`)],
  );
}

const hasStatus = (version: JsonObject): boolean => isObject(valueAt(version, ["subresources", "status"]));

function versionProblems(
  version: JsonObject,
  index: number,
  hoisted: Hoisted,
  old: Readonly<JsonObject> | undefined,
): FieldProblem[] {
  const path = `spec.versions[${index}]`;
  const name = versionName(version);
  const details = validateDns1035Label(name);
  const problems = details.length > 0 ? [invalidValue(`${path}.name`, name, details.join(","))] : [];
  problems.push(...deprecationProblems(version, path));
  if (!hoisted.schema) problems.push(...schemaPartProblems(version, hasStatus(version), `${path}.schema`, old));
  if (!hoisted.subresources) {
    problems.push(...subresourceProblems(fieldOf(version, "subresources"), `${path}.subresources`));
  }
  if (!hoisted.additionalPrinterColumns) {
    const columns = fieldOf(version, "additionalPrinterColumns");
    problems.push(...columnProblems(columns, `${path}.additionalPrinterColumns`));
  }
  if (!hoisted.selectableFields) {
    const schema = hoisted.schema ? undefined : schemaJsonOf(version);
    problems.push(...selectableProblems(fieldOf(version, "selectableFields"), schema, `${path}.selectableFields`));
  }
  return problems;
}

function schemaPartProblems(
  version: JsonObject,
  statusEnabled: boolean,
  path: string,
  old: Readonly<JsonObject> | undefined,
): FieldProblem[] {
  const schema = schemaJsonOf(version);
  return schema ? rootSchemaProblems(schema, `${path}.openAPIV3Schema`, statusEnabled, old) : [];
}

function versionListProblems(versions: readonly JsonObject[], hoisted: Hoisted, given: boolean): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const names = versions.map(versionName);
  const ofAll = (detail: string): FieldProblem => ({
    ...invalidValue("spec.versions", "", ""),
    message: `Invalid value: ${given ? versionsText(versions, hoisted) : "null"}: ${detail}`,
  });
  if (new Set(names).size < names.length) problems.push(ofAll("must contain unique version names"));
  if (versions.filter((version) => version["storage"] === true).length !== 1) {
    problems.push(ofAll("must have exactly one version marked as storage version"));
  }
  const [first] = names;
  const details = first ? validateDns1035Label(first) : [];
  if (details.length > 0) problems.push(invalidValue("spec.version", first, details.join(",")));
  return problems;
}

/** What may never change, and what may not once objects can be stored. */
function changeProblems(definition: JsonObject, old: Readonly<JsonObject>): FieldProblem[] {
  const established = holds(old, "Established");
  const fixed = [...(established ? [["scope"], ["names", "kind"]] : []), ["group"], ["names", "plural"]];
  return fixed.flatMap((field) => {
    const value = valueAt(definition, ["spec", ...field]);
    if (value === valueAt(old, ["spec", ...field])) return [];
    return [invalidValue(`spec.${field.join(".")}`, value ?? "", "field is immutable")];
  });
}

/** Versions in which objects may be stored must stay. */
function storedVersionProblems(definition: JsonObject, old: Readonly<JsonObject> | undefined): FieldProblem[] {
  const storage = storageVersionOf(definition);
  const before = old ? storedVersionsOf(old) : [];
  const stored = storage === undefined || before.includes(storage) ? before : [...before, storage];
  const path = "status.storedVersions";
  if (stored.length === 0) return [invalidValue(path, null, "must have at least one stored version")];
  const versions = versionsOf(definition);
  const names = versions.map(versionName);
  const unstored = versions.filter((version) => version["storage"] === true && !stored.includes(versionName(version)));
  const problems = unstored.map((version) =>
    invalidValue(path, stored, `must have the storage version ${versionName(version)}`),
  );
  const gone = stored.flatMap((version, index) => {
    if (names.includes(version)) return [];
    const detail = `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`;
    return [invalidValue(`${path}[${index}]`, version, detail)];
  });
  return [...problems, ...gone];
}

function keptFieldProblems(spec: JsonObject): FieldProblem[] {
  if (spec["preserveUnknownFields"] !== true) return [];
  const detail =
    "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead";
  return [invalidValue("spec.preserveUnknownFields", true, detail)];
}

/** What is wrong with the names in a status that somebody writes. */
export function definitionStatusProblems(definition: Readonly<JsonObject>): FieldProblem[] {
  return nameProblems(namesOf(definition, ["status", "acceptedNames"]), "status.acceptedNames");
}
