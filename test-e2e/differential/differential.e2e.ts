import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { compareAll } from "./compare-all.ts";
import type { Sequence } from "./sequence.ts";
import { openReal, type Server } from "./servers.ts";

const folder = join(import.meta.dirname, "corpus");
const files = (await readdir(folder)).filter((name) => name.endsWith(".ts"));

describe("testing-fake and a kube-apiserver", () => {
  let real: Server;
  beforeAll(() => {
    real = openReal(inject("cluster"));
  });
  afterAll(() => real[Symbol.asyncDispose]());

  it.concurrent.for(files)("answer the same, or differ as is known: %s", { timeout: 120_000 }, async (file) => {
    const { sequences } = (await import(join(folder, file))) as { sequences: readonly Sequence[] };
    const { requests, known, unexpected, outdated } = await compareAll(sequences, real);
    console.log(`${file}: ${requests} requests, ${known} answered differently as is known`);
    expect(unexpected.join("\n\n"), "differences that are not known").toBe("");
    expect(outdated, "known differences that are none any more").toEqual([]);
    expect(requests).toBeGreaterThan(0);
  });
});
