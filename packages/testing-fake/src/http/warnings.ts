import type { Header } from "@kubets/rest";
import { compareVersions } from "../discovery/discovery-documents.ts";
import { namesOf, versionsOf } from "../crd/definition.ts";
import { valueAt, type JsonObject } from "../json.ts";

/** Warnings as headers: code 299 from nobody in particular, in the order given, each text once. */
export function warningHeaders(texts: readonly string[]): Header[] {
  return [...new Set(texts)].map((text) => {
    const plain = text.replaceAll(/\p{Cc}/gu, " ").replaceAll(/["\\]/g, String.raw`\$&`);
    return ["warning", `299 - "${plain}"`] as const;
  });
}

/** What users of a version hear that its CustomResourceDefinition deprecates; undefined for other versions. */
export function deprecationOf(definition: Readonly<JsonObject>, version: JsonObject): string | undefined {
  if (version["deprecated"] !== true) return undefined;
  const own = version["deprecationWarning"];
  if (typeof own === "string") return own;
  const group = String(valueAt(definition, ["spec", "group"]));
  const { kind } = namesOf(definition);
  const name = String(version["name"]);
  const [better] = versionsOf(definition)
    .filter((other) => other["served"] === true && other["deprecated"] !== true)
    .map((other) => String(other["name"]))
    .filter((other) => compareVersions(other, name) < 0)
    .toSorted(compareVersions);
  const text = `${group}/${name} ${kind} is deprecated`;
  return better === undefined ? text : `${text}; use ${group}/${better} ${kind}`;
}
