import { Agent, request } from "node:https";
import { fileURLToPath } from "node:url";
import { Watch } from "@kubernetes/client-node";
import { createRestClient, type ManagedFieldsMode } from "@kubets/rest";
import { createNodeTransport } from "@kubets/transport-node";
import { done, inChild, startWatch } from "./child.ts";
import { buildGoClient } from "./go-client.ts";
import { peerConfig } from "./peer.ts";
import { startBenchServer } from "./server.ts";
import { median, printTable, progress } from "./table.ts";

const events = 40_000;
const rounds = 5;
const path = "/api/v1/pods";
const key = Buffer.from('"managedFields":[');
const variants = ["bare loop", "kubets drop", "kubets lazy", "kubets parse", "@kubernetes/client-node"];

/** Events of a watch that arrive as fast as they are read, not kept; each run in a process of its own. */
export async function benchWatch(): Promise<void> {
  await using server = await startBenchServer(2000, events);
  await using goClient = await buildGoClient();
  const goVariants = goClient ? ["client-go typed", "client-go dynamic"] : [];
  const results = new Map(
    [...variants, ...goVariants].map((name) => [name, { rate: [] as number[], cpu: [] as number[] }]),
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, { rate, cpu }] of results) {
      // As slow as they are, no noise hides where they stand.
      if (round > 0 && name.startsWith("client-go")) continue;
      using go = name.startsWith("client-go") ? await goClient?.start(server) : undefined;
      const { seconds, cpuSeconds } = go
        ? await go.run(`watch ${name.split(" ")[1]} ${events}`)
        : await inChild(fileURLToPath(import.meta.url), [name, server.url, server.ca]);
      progress(`round ${round + 1} of ${rounds}, ${name}`, { seconds, cpuSeconds });
      rate.push(events / seconds);
      cpu.push((cpuSeconds * 1e6) / events);
    }
  }
  const of = (name: string, rate: number): string => `${(rate / median(results.get(name)?.rate ?? [])).toFixed(2)}x`;
  printTable(
    [...results].map(([name, { rate, cpu }]) => ({
      watch: name,
      "events/s": Math.round(median(rate)),
      "of client-node": of("@kubernetes/client-node", median(rate)),
      "of bare loop": of("bare loop", median(rate)),
      "cpu µs": Math.min(...cpu).toFixed(1),
    })),
  );
  console.log();
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const [variant = "", url = "", ca = ""] = process.argv.slice(2);
  const watch = startWatch();
  if (variant === "bare loop") await bareLoop(url, ca);
  else if (variant.startsWith("kubets")) await ours(url, ca, variant.split(" ")[1] as ManagedFieldsMode);
  else await theirs(url, ca);
  done(watch.stop());
}

/** Node's own client, split at line feeds, managedFields cut out, JSON.parse: what any watch has to do at least. */
async function bareLoop(url: string, ca: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = events;
  let rest: Buffer | undefined;
  const outgoing = request(`${url}${path}?watch=1`, { agent: new Agent({ ca }) }, (response) => {
    response.on("data", (chunk: Buffer) => {
      const bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
      let start = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
        JSON.parse(cut(bytes, start, end));
        start = end + 1;
        if (--left === 0) resolve();
      }
      rest = start < bytes.length ? bytes.subarray(start) : undefined;
    });
  });
  outgoing.on("error", () => undefined).end();
  await promise;
}

/** The line without its managedFields, found by counting brackets outside of strings. */
function cut(bytes: Buffer, start: number, end: number): string {
  const from = bytes.indexOf(key, start);
  if (from < 0 || from >= end) return bytes.toString("utf8", start, end);
  let depth = 0;
  let inString = false;
  let at = from + key.length - 1;
  for (; at < end; at += 1) {
    const byte = bytes[at];
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b) depth += 1;
    else if (byte === 0x5d && --depth === 0) break;
  }
  return `${bytes.toString("utf8", start, from)}"managedFields":[${bytes.toString("utf8", at, end)}`;
}

async function ours(server: string, ca: string, managedFields: ManagedFieldsMode): Promise<void> {
  const transport = createNodeTransport({ tls: { caData: ca } });
  const rest = createRestClient({ config: { server }, transport });
  let left = events;
  for await (const batch of rest.watch({ method: "GET", path, query: [["watch", "1"]] }, { managedFields })) {
    left -= batch.length;
    if (left === 0) return;
  }
}

async function theirs(url: string, ca: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = events;
  const hit = (): void => {
    if (--left === 0) resolve();
  };
  await new Watch(peerConfig({ url, ca })).watch(path, {}, hit, () => undefined);
  await promise;
}
