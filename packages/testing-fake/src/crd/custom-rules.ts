import { validateDns1123Subdomain } from "@kubets/apimachinery";
import { isObject, valueAt, type JsonObject } from "../json.ts";
import { readMetadata } from "../resources/metadata.ts";
import type { ResourceRules, Validate } from "../resources/resource-rules.ts";
import { invalidValue, type FieldProblem } from "../http/status.ts";
import { createRulesValidator } from "./rules/validate-rules.ts";
import { correlate } from "./correlation.ts";
import { schemaJsonOf } from "./definition.ts";
import { finalizerWarnings } from "./definition-warnings.ts";
import { coerceEmbedded, dropUnknown, embeddedProblems, standalone, unknownMetadata } from "./embedded.ts";
import { uniquenessProblems } from "./list-uniqueness.ts";
import { dropNulls, fillDefaults, prune } from "./prune.ts";
import { scaleProblems } from "./scale-problems.ts";
import { readSchema, type Schema } from "./schema.ts";
import { valueProblems } from "./validate-value.ts";

/** What one version of a custom kind does with its objects. */
export interface CustomVersion {
  readonly schema: Schema;
  /**
   * Prunes an object that was decoded or patched, in place: unknown fields, nulls that stand for nothing, what is no
   * metadata. Returns the paths of unknown fields. `fail` makes the error for what cannot be metadata.
   */
  readonly coerce: (object: JsonObject, fail: (problem: string) => Error) => readonly string[];
  readonly rules: ResourceRules;
}

/** Makes the rules of one of a definition's versions. */
export function createCustomVersion(version: JsonObject, apiVersion: string, kind: string): CustomVersion {
  const schema = readSchema(schemaJsonOf(version) ?? {});
  const hasStatus = isObject(valueAt(version, ["subresources", "status"]));
  const whole = (object: Readonly<JsonObject>): JsonObject => ({ apiVersion, kind, ...object });
  const statusSchema = schema.properties.get("status");
  const ruled = createRulesValidator(schema);

  const byRules = (
    problems: readonly FieldProblem[],
    object: JsonObject,
    old: JsonObject | undefined,
    warn: ((text: string) => void) | undefined,
  ): readonly FieldProblem[] => {
    if (!ruled) return problems;
    if (problems.some(({ reason }) => blocking.has(reason))) return [...problems, unchecked];
    return [...problems, ...ruled.validate(object, old, old && correlate(object, old, schema), warn)];
  };

  const validate: Validate<Readonly<JsonObject> | undefined> = (content, before, warn) => {
    const object = whole(content);
    const old = before && whole(before);
    const problems = [
      ...valueProblems(object, schema, undefined, old && correlate(object, old, schema)),
      ...scaleProblems(object, version, "spec"),
      ...scaleProblems(object, version, "status"),
      ...embeddedProblems(object, schema),
      // What was not unique before may stay so.
      ...(old && uniquenessProblems(old, schema).length > 0 ? [] : uniquenessProblems(object, schema)),
    ];
    const all = byRules(problems, object, old, warn);
    if (warn && all.length === 0) for (const text of finalizerWarnings(object, old)) warn(text);
    return all;
  };

  const validateStatus: Validate<Readonly<JsonObject>> = (content, before, warn) => {
    const object = whole(content);
    const old = whole(before);
    const { status } = object;
    const problems: FieldProblem[] = [];
    if (Object.hasOwn(object, "status") && statusSchema) {
      problems.push(
        ...valueProblems(status, statusSchema, "status", correlate(status, old["status"] ?? null, statusSchema)),
      );
    }
    problems.push(...scaleProblems(object, version, "status"));
    const repeated = uniquenessProblems(object, schema);
    if (repeated.length > 0 && uniquenessProblems(old, schema).length === 0) problems.push(...repeated);
    return byRules(problems, object, old, warn);
  };

  return {
    schema,
    coerce(object, fail) {
      const ofMetadata = unknownMetadata(object["metadata"]).map((path) => `metadata.${path}`);
      dropUnknown(object["metadata"]);
      // Only to hear what is wrong with it.
      readMetadata(object, kind, (problem) => fail(standalone(problem)));
      const unknown = prune(object, schema);
      dropNulls(object, schema);
      return [...ofMetadata, ...unknown, ...coerceEmbedded(object, schema, fail)];
    },
    rules: {
      validateName: validateDns1123Subdomain,
      plainFinalizers: true,
      desiredState: hasStatus
        ? ({ metadata: _metadata, status: _status, ...desired }) => desired
        : ({ metadata: _metadata, ...desired }) => desired,
      createDropsStatus: hasStatus,
      statusKeeps: ["labels", "annotations", "finalizers", "ownerReferences"],
      complete: (object) => fillDefaults(object, schema),
      validate,
      validateStatus,
      createOnUpdate: false,
      updateNeedsVersion: true,
      returnsDeleted: false,
    },
  };
}

/** With problems of these kinds an object is too far off for rules to make sense of it. */
const blocking = new Set<FieldProblem["reason"]>([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);

const unchecked = invalidValue(
  "<nil>",
  null,
  "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
);
