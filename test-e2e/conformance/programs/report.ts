import type { Transport } from "@kubets/rest";
import { conformanceCases, type ConformanceResult, runConformance } from "@kubets/rest/testing";

/** Tries every case on a platform's transport and reports, by the platform's own fetch, to the server it is run against. */
export async function report(createTransport: () => Transport, url: string, unreachableUrl: string): Promise<void> {
  const results: ConformanceResult[] = [];
  for await (const result of runConformance(conformanceCases, { createTransport, url, unreachableUrl })) {
    results.push(result);
  }
  await fetch(`${url}/report`, { method: "POST", body: JSON.stringify(results) });
}
