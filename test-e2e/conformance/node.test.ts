import { readFileSync } from "node:fs";
import { createFetchTransport, openPlatformWebSocket, type Transport } from "@kubets/rest";
import { conformanceCases, runConformanceCase } from "@kubets/rest/testing";
import { createNodeTransport } from "@kubets/transport-node";
import { afterAll, beforeAll, describe, it } from "vitest";
import { startHttp2ConformanceServer } from "./http2-server.ts";
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
  /** Default: a server without TLS. */
  readonly start?: () => Promise<NodeConformanceServer>;
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
    start: () => startConformanceServer({ tls: serverTls }),
  },
  {
    title: "the Node transport over HTTP/2",
    createTransport: () => createNodeTransport({ tls: clientTls, http2: true }),
    start: () => startHttp2ConformanceServer(serverTls),
  },
];

describe.each(transports)("$title", ({ title, createTransport, start = startConformanceServer, known = [] }) => {
  let server: NodeConformanceServer;
  const report = createCaseReport(title, known);
  beforeAll(async () => {
    server = await start();
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
