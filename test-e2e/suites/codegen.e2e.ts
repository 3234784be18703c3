import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { hasCondition, waitFor, type DynamicClient } from "@kubets/dynamic";
import { customResourceDefinitions } from "@kubets/kubernetes/apiextensions/v1";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startBackend, type Backend } from "../backends/index.ts";

// A group of its own: the definitions of a shared server are cluster-wide.
const group = `e2e-${randomBytes(4).toString("hex")}.example.com`;
const name = `gadgets.${group}`;

let backend: Backend;
let client: DynamicClient;
let folder: string;
beforeAll(async () => {
  backend = await startBackend();
  client = await backend.connect();
  folder = await mkdtemp(join(tmpdir(), "kubets-e2e-"));
  const definitions = client.resource(customResourceDefinitions);
  const spec = { type: "object", properties: { size: { type: "integer" } } };
  await definitions.create({
    metadata: { name },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "gadgets", singular: "gadget", kind: "Gadget", listKind: "GadgetList" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties: { spec } } },
          subresources: { status: {} },
        },
      ],
    },
  });
  await waitFor(definitions, name, hasCondition("Established"), { timeoutMs: 60_000 });
});
afterAll(async () => {
  await client.resource(customResourceDefinitions).delete(name);
  await client[Symbol.asyncDispose]();
  await backend[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const bin = fileURLToPath(new URL("../../packages/codegen/src/bin.ts", import.meta.url));
const codegen = (...args: string[]) =>
  promisify(execFile)(process.execPath, ["--conditions=@kubets/source", bin, ...args]);

it("kubets-codegen writes the types of the resources that a cluster has, and says what it has where one is wanted that it has not", async () => {
  const from = ["--from-cluster", "--kubeconfig", backend.kubeconfig ?? "", "--out", join(folder, "gen")];
  await codegen(...from, group);
  const text = await readFile(join(folder, "gen", group, "v1.ts"), "utf8");
  expect(text).toContain('export const gadgets: ResourceDescriptor<Gadget, "Namespaced", Verb, "status">');
  expect(text).toContain("size?: number;");
  expect((await codegen(...from, group, "--check")).stdout).toContain("is up to date");
  await expect(codegen(...from, "nowhere.example.com")).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(
      /^error: no group or CRD is called "nowhere\.example\.com": https:.* has the groups .*\n$/,
    ),
  });
});
