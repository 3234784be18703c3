import { KubernetesError } from "@kubets/apimachinery";
import { checkSchema } from "./check-schema.ts";
import { parseYaml } from "./parse-documents.ts";
import type { SourceDocument } from "./model.ts";
import { isRecord, type Schema } from "./schema.ts";

/** One served version of a CustomResourceDefinition: what types and a descriptor are made of. */
export interface CustomResourceVersion {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  /** Plural and lower-case. */
  readonly resource: string;
  readonly scope: "Namespaced" | "Cluster";
  readonly subresources: readonly string[];
  readonly schema: Schema;
  /** What the CRD says to users of a deprecated version; undefined for one that is not. */
  readonly deprecation: string | undefined;
  /** Where it was read, for errors: file and CRD. */
  readonly where: string;
}

/**
 * The served versions of every CustomResourceDefinition in a YAML or JSON file, lists and other objects beside them
 * included. Throws a KubernetesError with reason `Decode` that names the file, the field and what to do.
 */
export function readCrds(document: SourceDocument): CustomResourceVersion[] {
  const objects = parseYaml(document).flatMap((content) =>
    isRecord(content) && Array.isArray(content["items"]) ? (content["items"] as unknown[]) : [content],
  );
  const crds = objects.filter(
    (object): object is Record<string, unknown> => isRecord(object) && object["kind"] === "CustomResourceDefinition",
  );
  if (crds.length === 0) {
    const kinds = objects.map((object) => (isRecord(object) ? object["kind"] : undefined));
    const known = new Set(kinds.filter((kind) => typeof kind === "string"));
    const found = known.size === 0 ? "nor any other Kubernetes object" : `only ${[...known].join(", ")}`;
    throw invalid(
      document.name,
      `no CustomResourceDefinition in it, ${found}; give the file that defines the resource`,
    );
  }
  return crds.flatMap((crd) => readCrd(crd, document.name));
}

function readCrd(crd: Record<string, unknown>, file: string): CustomResourceVersion[] {
  const metadata = isRecord(crd["metadata"]) ? crd["metadata"] : {};
  const where = typeof metadata["name"] === "string" ? `${file}: ${metadata["name"]}` : file;
  if (crd["apiVersion"] !== "apiextensions.k8s.io/v1") {
    throw invalid(
      where,
      `apiVersion is ${JSON.stringify(crd["apiVersion"])}; only "apiextensions.k8s.io/v1" can be read, convert it first`,
    );
  }
  const spec = record(crd["spec"], "spec", where);
  const names = record(spec["names"], "spec.names", where);
  const kind = text(names["kind"], "spec.names.kind", where, kindPattern);
  const { scope, versions } = spec;
  if (scope !== "Namespaced" && scope !== "Cluster") {
    throw invalid(where, `spec.scope is ${JSON.stringify(scope)}; it must be "Namespaced" or "Cluster"`);
  }
  if (!Array.isArray(versions) || versions.length === 0) {
    throw invalid(where, "spec.versions is missing or empty; name at least one version");
  }
  const shared = {
    group: text(spec["group"], "spec.group", where, subdomainPattern),
    kind,
    listKind: text(names["listKind"] ?? `${kind}List`, "spec.names.listKind", where, kindPattern),
    resource: text(names["plural"], "spec.names.plural", where, labelPattern),
    scope,
    where,
  } as const;
  return (versions as unknown[]).flatMap((entry, index) => {
    const path = `spec.versions[${index}]`;
    const version = record(entry, path, where);
    // Nobody can read or write objects of a version that is not served.
    return version["served"] === false ? [] : [{ ...shared, ...readVersion(version, path, where) }];
  });
}

function readVersion(
  version: Record<string, unknown>,
  path: string,
  where: string,
): Pick<CustomResourceVersion, "version" | "schema" | "subresources" | "deprecation"> {
  const name = text(version["name"], `${path}.name`, where, labelPattern);
  const schema = isRecord(version["schema"]) ? version["schema"]["openAPIV3Schema"] : undefined;
  if (!isRecord(schema)) {
    throw invalid(where, `version ${name} has no schema; give it one in ${path}.schema.openAPIV3Schema`);
  }
  const warning = version["deprecationWarning"];
  return {
    version: name,
    schema: checkSchema(schema, `${path}.schema.openAPIV3Schema`, where),
    subresources: isRecord(version["subresources"]) ? Object.keys(version["subresources"]).toSorted() : [],
    deprecation: version["deprecated"] === true ? (typeof warning === "string" ? warning : "") : undefined,
  };
}

function record(value: unknown, path: string, where: string): Record<string, unknown> {
  if (isRecord(value)) return value;
  throw invalid(where, `${path} is ${value === undefined ? "missing" : "not an object"}`);
}

/** What servers ask of these names; they become parts of paths and identifiers here. */
const labelPattern = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const subdomainPattern = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const kindPattern = /^[A-Za-z]([-A-Za-z0-9]*[A-Za-z0-9])?$/;

function text(value: unknown, path: string, where: string, pattern: RegExp): string {
  if (typeof value !== "string") throw invalid(where, `${path} is ${value === undefined ? "missing" : "not a string"}`);
  if (!pattern.test(value)) throw invalid(where, `${path} is ${JSON.stringify(value)}, which no server takes`);
  return value;
}

function invalid(where: string, problem: string): KubernetesError {
  return new KubernetesError(`${where}: ${problem}`, { reason: "Decode" });
}
