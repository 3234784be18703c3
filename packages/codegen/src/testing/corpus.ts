import { readdirSync, readFileSync } from "node:fs";
import { loadAll } from "js-yaml";
import type { SourceDocument } from "../model.ts";

/** An object of the corpus: one that fits its CRD, or, where its name begins with `invalid`, one that does not. */
export interface CorpusObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly generateName?: string };
}

/** CRDs written after the shapes of those of well-known projects, and objects of them. */
export interface Corpus {
  readonly documents: readonly SourceDocument[];
  readonly crds: readonly object[];
  readonly valid: readonly CorpusObject[];
  readonly invalid: readonly CorpusObject[];
}

const folder = new URL("../../testdata/corpus/", import.meta.url);

export function readCorpus(): Corpus {
  const documents = readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .toSorted()
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));
  const all = documents.flatMap(({ text }) => loadAll(text) as CorpusObject[]);
  const objects = all.filter(({ kind }) => kind !== "CustomResourceDefinition");
  const isInvalid = ({ metadata }: CorpusObject): boolean => metadata.name?.startsWith("invalid") === true;
  return {
    documents,
    crds: all.filter(({ kind }) => kind === "CustomResourceDefinition"),
    valid: objects.filter((object) => !isInvalid(object)),
    invalid: objects.filter(isInvalid),
  };
}
