import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTestServer } from "@kubets/testing-server";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { knownDifferences } from "./known-differences.ts";
import { runProgram, type Program, type Transcript } from "./transcript.ts";

export interface ForeignClient {
  /** As it is called in the list of known differences. */
  readonly name: string;
  /** The program's sections, each of which is a test. */
  readonly sections: readonly string[];
  /** Makes the program: builds it, or installs what it needs. */
  readonly prepare: () => Promise<Program>;
}

/**
 * Runs a program that is written with somebody else's client against testing-server and a kube-apiserver, without
 * controllers on either side. It has to succeed against both, and what it says of each step must be the same.
 */
export function describeClient({ name, sections, prepare }: ForeignClient): void {
  const known = knownDifferences[name] ?? {};
  describe(`${name} comes to the same against testing-server and a kube-apiserver`, () => {
    let ours: Transcript;
    let real: Transcript;

    beforeAll(async () => {
      await using running = new AsyncDisposableStack();
      const program = await prepare();
      const home = await mkdtemp(join(tmpdir(), "kubets-foreign-"));
      running.defer(() => rm(home, { recursive: true, force: true }));
      const server = running.use(
        await startTestServer({ rbac: true, controllers: { namespaces: false, garbageCollection: false } }),
      );
      const kubeconfig = join(home, "kubeconfig");
      await server.writeKubeconfig(kubeconfig);
      [ours, real] = await Promise.all([
        runProgram(program, { kubeconfig, home }),
        runProgram(program, { kubeconfig: inject("cluster").kubeconfig, home }),
      ]);
    }, 1_800_000);

    const compared = (transcript: Transcript, section: string): object =>
      Object.fromEntries(
        Object.entries(transcript.get(section) ?? {}).filter(([step]) => !Object.hasOwn(known, `${section}: ${step}`)),
      );

    it.each(sections)("%s", (section) => {
      expect(real.get(section)).toBeDefined();
      expect(compared(ours, section)).toEqual(compared(real, section));
    });

    it("has these sections, and differs where it is known to", () => {
      expect([...real.keys()]).toEqual(sections);
      expect([...ours.keys()]).toEqual(sections);
      for (const difference of Object.keys(known)) {
        const [section = "", step = ""] = difference.split(": ");
        expect(real.get(section)?.[step], difference).toBeDefined();
        expect(ours.get(section)?.[step], difference).not.toEqual(real.get(section)?.[step]);
      }
    });
  });
}
