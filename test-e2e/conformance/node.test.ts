import { readFileSync } from "node:fs";
import type { ServerOptions } from "node:https";
import { createFetchTransport, openPlatformWebSocket, type Transport } from "@kubets/rest";
import { conformanceCases, runConformanceCase } from "@kubets/rest/testing";
import { createNodeTransport } from "@kubets/transport-node";
import { afterAll, beforeAll, describe, it } from "vitest";
import { createCaseReport, type Lack, lacks } from "./lacks.ts";
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

interface Transports {
  readonly title: string;
  readonly createTransport: () => Transport;
  readonly tls?: ServerOptions;
  /** What it is known to lack. */
  readonly known?: readonly Lack[];
}

const transports: readonly Transports[] = [
  {
    title: "the fetch transport in Node",
    createTransport: () => createFetchTransport({ openWebSocket: openPlatformWebSocket }),
    known: [lacks.groups],
  },
  { title: "the Node transport", createTransport: () => createNodeTransport() },
  {
    title: "the Node transport over TLS with a client certificate",
    createTransport: () => createNodeTransport({ tls: clientTls }),
    tls: serverTls,
  },
];

describe.each(transports)("$title", ({ title, createTransport, tls, known = [] }) => {
  let server: NodeConformanceServer;
  const report = createCaseReport(title, known);
  beforeAll(async () => {
    server = await startConformanceServer({ tls });
  });

  it.each(conformanceCases.map((each) => [each.name, each] as const))("%s", async (name, each) => {
    const { url, unreachableUrl } = server;
    report.passed(name, await runConformanceCase(each, { createTransport, url, unreachableUrl }));
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    report.print();
  });
});
