import { modulesOfCrds } from "./crd-modules.ts";
import { readCrds } from "./crd.ts";
import { emitModule, type EmitOptions } from "./emit-module.ts";
import type { GeneratedFile, SourceDocument } from "./model.ts";
import { readOpenApi, type OpenApiSources } from "./open-api.ts";

/**
 * Types and descriptors of a server's API, one file a group version (`core/v1.ts`), sorted by path. The same input
 * gives the same bytes. Descriptions are not taken over. Throws a KubernetesError with reason `Decode` that names the
 * document and what is wrong with it.
 */
export function generateFromOpenApi(sources: OpenApiSources, options: EmitOptions): GeneratedFile[] {
  return readOpenApi(sources).map((module) => emitModule(module, options));
}

/**
 * Types and descriptors of custom resources, one file a group version (`demo.kubets.dev/v1.ts`), sorted by path, with
 * the descriptions of the CRDs as doc comments. Versions that are not served are left out. The same input gives the
 * same bytes. Throws a KubernetesError with reason `Decode` that names the file, the field and what to do.
 */
export function generateFromCrds(
  documents: readonly SourceDocument[],
  options: Pick<EmitOptions, "origin"> & Partial<EmitOptions>,
): GeneratedFile[] {
  const versions = documents.flatMap(readCrds);
  return modulesOfCrds(versions).map((module) => emitModule(module, { importExtension: ".js", ...options }));
}
