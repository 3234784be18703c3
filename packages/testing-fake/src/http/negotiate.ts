import { headerValue, type Header } from "@kubets/rest";
import { protobufMediaType } from "./protobuf.ts";
import { notAcceptable } from "./status.ts";

/** Watches are in JSON or protobuf. */
export type Format = "json" | "yaml" | "protobuf";

/** How a client wants its answer. */
export interface Negotiated {
  readonly format: Format;
  /** Another form than the object itself, of group meta.k8s.io. */
  readonly as?: "Table" | "PartialObjectMetadata" | "PartialObjectMetadataList";
  /** The version of that form. */
  readonly asVersion: string;
  /** Indented, for people. */
  readonly pretty: boolean;
}

const knownForms = new Set(["Table", "PartialObjectMetadata", "PartialObjectMetadataList"]);
const formVersions = new Set(["v1", "v1beta1"]);
const offered = ["application/json", "application/yaml", protobufMediaType];

export interface NegotiateOptions {
  readonly stream?: boolean;
  readonly protobuf?: boolean;
  readonly forms?: boolean;
}

/**
 * Chooses among what a request accepts; no match is a 406. `stream` is a watch, which is never in YAML; `protobuf` says that
 * the answer itself has such a form, as its metadata always does; without `forms` it is nothing but itself.
 */
export function negotiate(
  headers: readonly Header[],
  query: URLSearchParams,
  { stream = false, protobuf = false, forms = true }: NegotiateOptions = {},
): Negotiated {
  const pretty = isPretty(headers, query);
  for (const { type, parameters } of clauses(headerValue(headers, "accept") ?? "*/*")) {
    const format = formatOf(type);
    if (!format || (stream && format === "yaml")) continue;
    const as = parameters.get("as");
    const asVersion = parameters.get("v") ?? "";
    if (format === "protobuf" && (as === undefined ? !protobuf : as === "Table" || asVersion !== "v1")) continue;
    if (as === undefined) return { format, pretty, asVersion };
    if (!forms || !knownForms.has(as) || !formVersions.has(asVersion) || parameters.get("g") !== "meta.k8s.io")
      continue;
    return { format, pretty, as: as as NonNullable<Negotiated["as"]>, asVersion };
  }
  throw notAcceptable(`only the following media types are accepted: ${offered.join(", ")}`);
}

/**
 * Refuses what accepts none of the types that a path of a built-in resource is offered in, before anybody looks at the
 * request itself. Parameters and weights do not count here, nor does a type for all of a kind but one for all.
 */
export function checkAccepted(headers: readonly Header[], reads: "collection" | "object"): void {
  const accepted = (headerValue(headers, "accept") || "*/*").split(",").map((part) => part.split(";")[0]?.trim() ?? "");
  if (accepted.some((type) => type === "*/*" || offered.includes(type))) return;
  const streams = ["application/json;stream=watch", `${protobufMediaType};stream=watch`];
  const available = reads === "collection" ? [...offered, ...streams] : offered;
  throw notAcceptable(`406: Not Acceptable\n\nAvailable representations: ${available.join(", ")}`, {});
}

interface Clause {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The clauses of an Accept header, the most wanted first. */
export function clauses(accept: string): readonly Clause[] {
  return accept
    .split(",")
    .map((text) => {
      const [type = "", ...rest] = text.split(";").map((part) => part.trim());
      const parameters = new Map(
        rest.map((part) => {
          const [name = "", value = ""] = part.split("=", 2);
          return [name.trim().toLowerCase(), value.trim()] as const;
        }),
      );
      return { type: type.toLowerCase(), parameters, quality: Number(parameters.get("q") ?? 1) };
    })
    .toSorted((a, b) => b.quality - a.quality);
}

function formatOf(type: string): Format | undefined {
  if (type === protobufMediaType) return "protobuf";
  if (type === "application/json" || type === "application/*" || type === "*/*") return "json";
  return type === "application/yaml" ? "yaml" : undefined;
}

function isPretty(headers: readonly Header[], query: URLSearchParams): boolean {
  const asked = query.get("pretty");
  if (asked !== null) return asked !== "0" && asked.toLowerCase() !== "false";
  return /^(curl|Wget|Mozilla\/5\.0)/.test(headerValue(headers, "user-agent") ?? "");
}
