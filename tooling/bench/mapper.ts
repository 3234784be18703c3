import { readFileSync } from "node:fs";
import { createCachedDiscovery, createDiscoveryClient, createRestMapper } from "@kubets/discovery";
import type { RestClient } from "@kubets/rest";
import { printTable } from "./table.ts";

const rounds = 20_000;

/** Look-ups of a mapper that has loaded what a server with every group has: microseconds, and no request. */
export async function benchMapper(): Promise<void> {
  let requests = 0;
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(new URL(`../kubernetes-api/${name}.json`, import.meta.url), "utf8"));
  const answers: Readonly<Record<string, unknown>> = { "/api": read("discovery-api"), "/apis": read("discovery-apis") };
  const rest = {
    json: async ({ path }: { path: string }) => {
      requests++;
      return answers[path];
    },
  } as unknown as RestClient;
  const mapper = createRestMapper(createCachedDiscovery(createDiscoveryClient({ rest })));
  const lookUps: Readonly<Record<string, () => Promise<unknown>>> = {
    "kind and version": () => mapper.descriptorForKind({ group: "apps", version: "v1", kind: "Deployment" }),
    "short name": () => mapper.descriptorForResource("deploy"),
    "name.version.group": () => mapper.descriptorForResource("deployments.v1.apps"),
  };
  const rows = [];
  for (const [name, lookUp] of Object.entries(lookUps)) {
    await lookUp();
    const asked = requests;
    const started = performance.now();
    for (let round = 0; round < rounds; round++) await lookUp();
    const micros = ((performance.now() - started) * 1000) / rounds;
    rows.push({ by: name, µs: micros.toFixed(2), requests: requests - asked });
  }
  printTable(rows);
}
