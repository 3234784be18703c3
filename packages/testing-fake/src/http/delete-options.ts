import { apiVersionOf, type DeletePreconditions } from "@kubets/apimachinery";
import { bytesOf, decodeAny, type RequestBody } from "./codec.ts";
import { goText } from "../go-text.ts";
import { isObject, type JsonObject } from "../json.ts";
import { integer } from "./options.ts";
import type { ResourceEntry } from "../resources/resource-registry.ts";
import { builtInSchemaOf } from "../schema/built-in-schemas.ts";
import { DecodeError, decodeTyped } from "../schema/decode.ts";
import { badRequest, invalid, invalidValue, notSupported, type FieldProblem } from "./status.ts";

/** How a deletion goes, whether the body or the query said so. */
export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagation?: "Orphan" | "Foreground" | "Background" | undefined;
  /** Set by the deprecated `orphanDependents: false`, which is answered with 202 while the object is still there. */
  readonly accepted: boolean;
  readonly preconditions?: DeletePreconditions | undefined;
}

/** Reads the options of a deletion: from the body, else from the query. */
export function readDeleteOptions(request: RequestBody, query: URLSearchParams, entry: ResourceEntry): DeleteOptions {
  const sent = bytesOf(request).length > 0 ? fromBody(request, entry) : fromQuery(query);
  const { propagationPolicy, orphanDependents, gracePeriodSeconds } = sent;
  const dryRun = Array.isArray(sent["dryRun"]) ? (sent["dryRun"] as unknown[]) : [];
  const problems: FieldProblem[] = [];
  const policy = propagationPolicy ?? undefined;
  if (policy !== undefined && orphanDependents !== undefined && orphanDependents !== null) {
    const detail = "orphanDependents and deletionPropagation cannot be both set";
    problems.push(invalidValue("propagationPolicy", policy, detail));
  }
  if (policy !== undefined && policy !== "Foreground" && policy !== "Background" && policy !== "Orphan") {
    problems.push(notSupported("propagationPolicy", policy, ["Foreground", "Background", "Orphan", "nil"]));
  }
  if (dryRun.some((value) => value !== "All")) problems.push(notSupported("dryRun", dryRun, ["All"]));
  if (problems.length > 0) throw invalid({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", problems);

  const legacy = orphanDependents === true ? "Orphan" : orphanDependents === false ? "Background" : undefined;
  const preconditions = isObject(sent["preconditions"]) ? sent["preconditions"] : undefined;
  return {
    dryRun: dryRun.length > 0,
    gracePeriodSeconds:
      typeof gracePeriodSeconds === "number" ? Math.max(gracePeriodSeconds, gracePeriodSeconds < 0 ? 1 : 0) : undefined,
    propagation: (policy as DeleteOptions["propagation"]) ?? legacy,
    accepted: orphanDependents === false,
    preconditions: preconditions && {
      ...(typeof preconditions["uid"] === "string" && { uid: preconditions["uid"] }),
      ...(typeof preconditions["resourceVersion"] === "string" && {
        resourceVersion: preconditions["resourceVersion"],
      }),
    },
  };
}

function fromBody(request: RequestBody, entry: ResourceEntry): JsonObject {
  const options = decodeAny(request, { apiVersion: apiVersionOf(entry), kind: "DeleteOptions" });
  const kind = options["kind"] ?? "DeleteOptions";
  if (kind !== "DeleteOptions") {
    const apiVersion = typeof options["apiVersion"] === "string" ? options["apiVersion"] : "meta.k8s.io/v1";
    const why = `is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`;
    throw badRequest(`no kind "${goText(kind)}" ${why}`);
  }
  const schema = builtInSchemaOf("meta.k8s.io", "v1", "DeleteOptions");
  if (!schema) return options;
  try {
    return decodeTyped(schema, { value: options }).object;
  } catch (error) {
    throw error instanceof DecodeError ? badRequest(error.message) : error;
  }
}

function fromQuery(query: URLSearchParams): JsonObject {
  const policy = query.get("propagationPolicy");
  const orphanDependents = query.get("orphanDependents");
  return {
    dryRun: query.getAll("dryRun").filter((value) => value !== ""),
    gracePeriodSeconds: integer(query, "gracePeriodSeconds"),
    ...(policy !== null && { propagationPolicy: policy }),
    ...(orphanDependents !== null && { orphanDependents: orphanDependents !== "false" && orphanDependents !== "0" }),
  };
}
