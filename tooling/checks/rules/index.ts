import type { Rule } from "../rule.ts";
import { apiSnapshot } from "./api-snapshot.ts";
import { bundleSize } from "./bundle-size.ts";
import { consumer } from "./consumer.ts";
import { contracts } from "./contracts.ts";
import { dependencyCycles } from "./dependency-cycles.ts";
import { dependencyTable } from "./dependency-table.ts";
import { fileLength } from "./file-length.ts";
import { format } from "./format.ts";
import { generated } from "./generated.ts";
import { importsDeclared } from "./imports-declared.ts";
import { lint } from "./lint.ts";
import { missingDocs } from "./missing-docs.ts";
import { noAddresses } from "./no-addresses.ts";
import { noExportStar } from "./no-export-star.ts";
import { packageShape } from "./package-shape.ts";
import { packed } from "./packed.ts";
import { readmePackages } from "./readme-packages.ts";
import { readmeSnippets } from "./readme-snippets.ts";
import { runtime } from "./runtime.ts";
import { testsWhole } from "./tests-whole.ts";
import { types } from "./types.ts";

/** Every rule, in the order in which they run: quick ones first; the later ones need what `types` has built. */
export const rules: readonly Rule[] = [
  format,
  dependencyTable,
  dependencyCycles,
  importsDeclared,
  runtime,
  packageShape,
  noExportStar,
  missingDocs,
  fileLength,
  testsWhole,
  noAddresses,
  contracts,
  types,
  lint,
  apiSnapshot,
  readmeSnippets,
  readmePackages,
  generated,
  bundleSize,
  packed,
  consumer,
];
