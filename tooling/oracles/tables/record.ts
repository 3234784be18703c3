/**
 * Writes what a real API server shows as tables of the objects in `objects.yaml`, as golden data for testing-fake:
 *
 *     KUBETS_SERVER=https://127.0.0.1:6443 KUBETS_TOKEN=… NODE_TLS_REJECT_UNAUTHORIZED=0 node tooling/oracles/tables/record.ts
 *
 * The server must be a throw-away one without controllers, which would change the objects.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { CORE_SCHEMA, load, mergeTag } from "js-yaml";

type Json = Record<string, unknown>;
interface Manifest extends Json {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
}
interface Table {
  columnDefinitions: Json[];
  rows: { cells: unknown[]; conditions?: unknown; object: Json }[];
}

const server = process.env["KUBETS_SERVER"];
const token = process.env["KUBETS_TOKEN"];
if (server === undefined || token === undefined) throw new Error("KUBETS_SERVER and KUBETS_TOKEN are not set");

async function call(method: string, path: string, body?: Json, accept = "application/json"): Promise<Json> {
  const response = await fetch(server + path, {
    method,
    headers: { authorization: `Bearer ${token}`, accept, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Json;
  if (!response.ok) throw new Error(`${method} ${path}: ${String(answer["message"])}`);
  return answer;
}

async function exists(path: string): Promise<boolean> {
  const response = await fetch(server + path, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response.ok;
}

async function resourceOf(apiVersion: string, kind: string): Promise<{ name: string; namespaced: boolean }> {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      const { resources } = (await call("GET", root)) as {
        resources?: { name: string; kind: string; namespaced: boolean }[];
      };
      const found = resources?.find((resource) => resource.kind === kind && !resource.name.includes("/"));
      if (found) return found;
    } catch {
      // A group version of a definition made just now comes into being.
    }
    await setTimeout(500);
  }
  throw new Error(`no resource for ${apiVersion} ${kind}`);
}

const schema = CORE_SCHEMA.withTags(mergeTag);
const manifests = load(readFileSync(new URL("objects.yaml", import.meta.url), "utf8"), { schema }) as Manifest[];
const lists = new Map<string, { group: string; version: string; resource: string; path: string }>();

for (const { $delete, $template, $request, status, ...object } of manifests) {
  if ($template !== undefined) {
    const template = (object["spec"] as { template: Json }).template;
    object["spec"] = { ...(object["spec"] as Json), template: { ...template, metadata: { labels: $template } } };
  }
  if ($request !== undefined) (object["spec"] as Json)["request"] = signingRequest();
  const { apiVersion, kind, metadata } = object;
  const resource = await resourceOf(apiVersion, kind);
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const path = resource.namespaced ? `${root}/namespaces/tables/${resource.name}` : `${root}/${resource.name}`;
  if (!(await exists(`${path}/${metadata.name}`))) await call("POST", path, object);
  if (status !== undefined) {
    const stored = await call("GET", `${path}/${metadata.name}`);
    const subresource = kind === "CertificateSigningRequest" ? "approval" : "status";
    await call("PUT", `${path}/${metadata.name}/${subresource}`, { ...stored, status });
  }
  if ($delete !== undefined) await call("DELETE", `${path}/${metadata.name}`);
  const [group = "", version = ""] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  lists.set(path, { group, version, resource: resource.name, path });
}

const names = new Set(manifests.map(({ metadata }) => metadata.name));
const golden: Json[] = [];
for (const { group, version, resource, path } of lists.values()) {
  const now = Date.now();
  const table = (await call(
    "GET",
    `${path}?includeObject=Object`,
    undefined,
    "application/json;as=Table;v=v1;g=meta.k8s.io",
  )) as unknown as Table;
  const rows = table.rows
    .filter(({ object }) => names.has((object as unknown as Manifest).metadata.name))
    .map(({ object, ...row }) => {
      delete (object["metadata"] as Json)["managedFields"];
      return { ...row, object };
    });
  const columns = table.columnDefinitions.map(({ name, type, format, priority }) => ({ name, type, format, priority }));
  golden.push({ group, version, resource, now, columns, rows });
}
const lines = golden.map((table) => JSON.stringify(table));
const file = new URL("../../../packages/testing-fake/src/tables/testdata/golden.json", import.meta.url);
writeFileSync(file, `[\n${lines.join(",\n")}\n]\n`);
process.stdout.write(`${golden.length} tables\n`);

function signingRequest(): string {
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "/dev/null"];
  const pem = execFileSync("openssl", ["req", "-new", ...key, "-subj", "/CN=x"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  return pem.toString("base64");
}
