import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { KubernetesObject } from "@kubets/apimachinery";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { assignments, typeCheck } from "../../packages/codegen/src/testing/type-check.ts";
import { moduleOf } from "../../packages/kubernetes/src/testing/module-of.ts";
import { compareAll } from "./compare-all.ts";
import { recording, type Recording } from "./recording.ts";
import type { Sequence } from "./sequence.ts";
import { openReal } from "./servers.ts";

const folder = join(import.meta.dirname, "corpus");
const files = (await readdir(folder)).filter((name) => name.endsWith(".ts"));

/** Without an empty text that a server takes although its own OpenAPI document has it not among the values. */
function withoutEmptyReclaimPolicy(object: KubernetesObject & { reclaimPolicy?: string }): KubernetesObject {
  const { reclaimPolicy, ...others } = object;
  return object.kind === "StorageClass" && reclaimPolicy === "" ? others : object;
}

describe("testing-fake and a kube-apiserver", () => {
  let real: Recording;
  beforeAll(() => {
    real = recording(openReal(inject("cluster")));
  });
  afterAll(() => real.server[Symbol.asyncDispose]());

  it.concurrent.for(files)("answer the same, or differ as is known: %s", { timeout: 600_000 }, async (file) => {
    const { sequences } = (await import(join(folder, file))) as { sequences: readonly Sequence[] };
    const { requests, known, varying, unexpected, outdated } = await compareAll(sequences, real.server);
    console.log(`${file}: ${requests} requests, ${known} answered differently as is known`, ...varying);
    expect(unexpected.join("\n\n"), "differences that are not known").toBe("");
    expect(outdated, "known differences that are none any more").toEqual([]);
    expect(requests).toBeGreaterThan(0);
  });

  it("answer with objects that the generated types fit", { timeout: 600_000 }, async () => {
    const objects = real.objects().map(withoutEmptyReclaimPolicy);
    expect(objects.length).toBeGreaterThan(1500);
    expect(await typeCheck({ "objects.ts": assignments(objects, moduleOf) })).toBe("");
  });
});
