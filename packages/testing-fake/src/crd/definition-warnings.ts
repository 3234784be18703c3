import { validateLabelKey } from "@kubets/apimachinery";
import { goQuote } from "../go-text.ts";
import type { JsonObject } from "../json.ts";
import { schemaJsonOf, versionsOf } from "./definition.ts";
import { isKnownFormat } from "./formats.ts";
import { readSchema, someSchema } from "./schema.ts";

/** What whoever writes a definition is warned of; what was so before is not said again. */
export function definitionWarnings(definition: Readonly<JsonObject>, old?: Readonly<JsonObject>): string[] {
  const found = findings(definition);
  if (!old) return [...found.formats.map(unrecognized), ...found.sets];
  const before = findings(old);
  return [
    ...found.formats.filter((format) => !before.formats.includes(format)).map(unrecognized),
    ...found.sets.filter((text) => !before.sets.includes(text)),
  ];
}

const unrecognized = (format: string): string => `unrecognized format ${goQuote(format)}`;

function findings(definition: Readonly<JsonObject>): { formats: string[]; sets: string[] } {
  const formats: string[] = [];
  const sets = new Set<string>();
  for (const version of versionsOf(definition)) {
    const json = schemaJsonOf(version);
    if (!json) continue;
    someSchema(readSchema(json), ({ type, format, listType, items }) => {
      if (format !== "" && !isKnownFormat(type, format)) formats.push(format);
      if (listType === "set" && (items?.type === "object" || items?.type === "array")) {
        const kind = goQuote(items.type);
        sets.add(
          `x-kubernetes-list-type: set for items of type ${kind} is not supported by server-side apply or CEL validation rules`,
        );
      }
      return false;
    });
  }
  return { formats, sets: [...sets].toSorted() };
}

/** What whoever writes a custom object is warned of: finalizers whose names may be somebody else's too. */
export function finalizerWarnings(object: Readonly<JsonObject>, old?: Readonly<JsonObject>): string[] {
  const before = new Set(finalizersOf(old));
  // An object with a name that is none is refused.
  if (finalizersOf(object).some((finalizer) => validateLabelKey(finalizer).length > 0)) return [];
  return [...new Set(finalizersOf(object))]
    .filter((finalizer) => !before.has(finalizer) && !finalizer.includes("/") && !standard.has(finalizer))
    .toSorted()
    .map((finalizer) => {
      const advice = finalizer.includes(".") ? " including a path (/)" : "";
      return `metadata.finalizers: ${goQuote(finalizer)}: prefer a domain-qualified finalizer name${advice} to avoid accidental conflicts with other finalizer writers`;
    });
}

const standard = new Set(["orphan", "foregroundDeletion", "kubernetes"]);

function finalizersOf(object: Readonly<JsonObject> | undefined): string[] {
  const metadata = object?.["metadata"] as { finalizers?: unknown } | undefined;
  return Array.isArray(metadata?.finalizers) ? metadata.finalizers.filter((name) => typeof name === "string") : [];
}
