import { readdirSync, readFileSync } from "node:fs";

/** A JSON schema as OpenAPI v3 has it; only what the generators look at is named. */
export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly "x-kubernetes-group-version-kind"?: readonly { group: string; version: string; kind: string }[];
  readonly "x-kubernetes-patch-strategy"?: string;
  readonly "x-kubernetes-patch-merge-key"?: string;
}

export interface DiscoveredResource {
  readonly resource: string;
  readonly singularResource: string;
  readonly responseKind: { readonly group: string; readonly version: string; readonly kind: string };
  readonly scope: "Namespaced" | "Cluster";
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly subresources?: readonly {
    readonly subresource: string;
    readonly responseKind: { readonly group: string; readonly version: string; readonly kind: string };
    readonly verbs: readonly string[];
  }[];
}

export interface DiscoveredGroupVersion {
  readonly group: string;
  readonly version: string;
  readonly resources: readonly DiscoveredResource[];
}

interface DiscoveryDocument {
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly { readonly version: string; readonly resources?: readonly DiscoveredResource[] }[];
  }[];
}

const folder = new URL("../kubernetes-api/", import.meta.url);

/** Reads one of the documents under `tooling/kubernetes-api`. */
export function readApiData(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), "utf8"));
}

/** Every group version in the order of discovery: the core group first, the preferred version of a group first. */
export function discoveredGroupVersions(): DiscoveredGroupVersion[] {
  const documents = ["discovery-api.json", "discovery-apis.json"].map((name) => readApiData(name) as DiscoveryDocument);
  return documents.flatMap(({ items }) =>
    items.flatMap(({ metadata, versions }) =>
      versions.map(({ version, resources = [] }) => ({ group: metadata.name ?? "", version, resources })),
    ),
  );
}

/**
 * The schemas of all group versions by name. The same type reads the same in every document, except DeleteOptions and
 * WatchEvent, which list the kinds of the group version they stand in; here they list those of all.
 */
export function openApiSchemas(): Map<string, Schema> {
  const schemas = new Map<string, Schema>();
  for (const file of readdirSync(new URL("openapi-v3/", folder)).toSorted()) {
    const document = readApiData(`openapi-v3/${file}`) as { components?: { schemas?: Record<string, Schema> } };
    for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
      const known = schemas.get(name);
      schemas.set(name, known === undefined ? schema : merged(name, known, schema));
    }
  }
  return schemas;
}

const kindsKey = "x-kubernetes-group-version-kind";

function merged(name: string, known: Schema, schema: Schema): Schema {
  const { [kindsKey]: knownKinds = [], ...knownRest } = known;
  const { [kindsKey]: kinds = [], ...rest } = schema;
  if (JSON.stringify(knownRest) !== JSON.stringify(rest)) throw new Error(`${name} differs between group versions`);
  const all = new Map([...knownKinds, ...kinds].map((kind) => [`${kind.group}/${kind.version}/${kind.kind}`, kind]));
  return all.size === 0 ? known : { ...rest, [kindsKey]: [...all.values()] };
}
