import { readFileSync } from "node:fs";
import { createFetchTransport, openPlatformWebSocket, type Transport } from "@kubets/rest";
import { conformanceCases, runConformanceCase } from "@kubets/rest/testing";
import { createNodeTransport } from "@kubets/transport-node";
import { afterAll, beforeAll, describe, it } from "vitest";
import { type NodeConformanceServer, startConformanceServer } from "./node-server.ts";

const pem = (name: string): string =>
  readFileSync(new URL(`../../packages/transport-node/testdata/${name}.pem`, import.meta.url), "utf8");

const serverTls = {
  cert: pem("server"),
  key: pem("server-key"),
  ca: pem("ca"),
  requestCert: true,
  rejectUnauthorized: true,
};
const clientTls = { caData: pem("ca"), certData: pem("client"), keyData: pem("client-key") };

const transports: readonly (readonly [name: string, create: () => Transport, tls?: typeof serverTls])[] = [
  ["the fetch transport in Node", () => createFetchTransport({ openWebSocket: openPlatformWebSocket })],
  ["the Node transport", () => createNodeTransport()],
  ["the Node transport over TLS with a client certificate", () => createNodeTransport({ tls: clientTls }), serverTls],
];

describe.each(transports)("%s", (title, createTransport, tls) => {
  let server: NodeConformanceServer;
  const lacking: string[] = [];
  beforeAll(async () => {
    server = await startConformanceServer({ tls });
  });

  it.each(conformanceCases.map((each) => [each.name, each] as const))("%s", async (name, each) => {
    const { url, unreachableUrl } = server;
    const lacks = await runConformanceCase(each, { createTransport, url, unreachableUrl });
    if (lacks) lacking.push(`  says that it lacks ${lacks}: ${name}`);
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    console.log([`${title}: ${conformanceCases.length} cases run`, ...lacking].join("\n"));
  });
});
