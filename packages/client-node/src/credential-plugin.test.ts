import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { encodePem, type Kubeconfig, type User } from "@kubets/clientcmd";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "./create-client.ts";

const pemFile = (name: string): string =>
  fileURLToPath(new URL(`../../transport-node/testdata/${name}.pem`, import.meta.url));
const pem = (name: string): string => readFileSync(pemFile(name), "utf8");

/** A server that answers with who called, by certificate and by token, and refuses the tokens it is told to. */
interface WhoAmI {
  readonly url: string;
  connections: number;
  readonly refused: Set<string>;
}
interface Caller {
  certificate?: string;
  token?: string;
}

let directory: string;
const whoAmI: WhoAmI = { url: "", connections: 0, refused: new Set() };
const server = createServer(
  { cert: pem("server"), key: pem("server-key"), ca: pem("ca"), requestCert: true, rejectUnauthorized: false },
  (request, response) => {
    const certificate = (request.socket as TLSSocket).getPeerCertificate().subject?.CN;
    const token = request.headers.authorization?.replace("Bearer ", "");
    const refused = whoAmI.refused.has(token ?? String(certificate));
    response.writeHead(refused ? 401 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(refused ? { kind: "Status", status: "Failure", code: 401 } : { certificate, token }));
  },
);
server.on("connection", () => whoAmI.connections++);
// Longer than any plugin takes, between whose runs a connection idles.
server.keepAliveTimeout = 120_000;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "credential-plugin-"));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  Object.assign(whoAmI, { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterAll(async () => {
  await new Promise((resolve) => void server.close(resolve));
  rmSync(directory, { recursive: true });
});

/** A kubeconfig whose user has a plugin; the plugin prints the status that the file beside it holds. */
function setUp(name: string): { kubeconfig: Kubeconfig; answer: (status: object) => void; runs: () => number } {
  const [script, status, runs] = ["mjs", "json", "runs"].map((ending) => join(directory, `${name}.${ending}`)) as [
    string,
    string,
    string,
  ];
  writeFileSync(runs, "");
  writeFileSync(
    script,
    `import { appendFileSync, readFileSync } from "node:fs";
     appendFileSync(${JSON.stringify(runs)}, "x");
     const { apiVersion } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
     const status = JSON.parse(readFileSync(${JSON.stringify(status)}, "utf8"));
     console.log(JSON.stringify({ apiVersion, kind: "ExecCredential", status }));`,
  );
  const exec = {
    command: process.execPath,
    args: [script],
    apiVersion: "client.authentication.k8s.io/v1",
    interactiveMode: "Never" as const,
  };
  return {
    kubeconfig: {
      clusters: [{ name: "k", cluster: { server: whoAmI.url, "certificate-authority-data": encodePem(pem("ca")) } }],
      users: [{ name: "u", user: { exec } }],
      contexts: [{ name: "c", context: { cluster: "k", user: "u" } }],
      "current-context": "c",
    },
    answer: (value) => writeFileSync(status, JSON.stringify(value)),
    runs: () => readFileSync(runs, "utf8").length,
  };
}

const certificate = (name: string): object => ({ clientCertificateData: pem(name), clientKeyData: pem(`${name}-key`) });

describe("a client whose user has a credential plugin", () => {
  it("calls with its token, and after a 401 with a new one, without new connections (F031, F045, C78)", async () => {
    const { kubeconfig, answer, runs } = setUp("token");
    await using client = await createClient({ kubeconfig });
    const call = (): Promise<Caller> => client.rest.json<Caller>({ method: "GET", path: "/" });
    answer({ token: "first" });
    const before = whoAmI.connections;
    expect(await call()).toEqual({ token: "first" });
    answer({ token: "second" });
    expect(await call()).toEqual({ token: "first" });
    whoAmI.refused.add("first");
    // The call itself is not sent again.
    await expect(call()).rejects.toMatchObject({ code: 401 });
    expect(await call()).toEqual({ token: "second" });
    expect(runs()).toBe(2);
    expect(whoAmI.connections).toBe(before + 1);
  });

  it("identifies itself by its certificate, and on a new connection by a new one once it is refused (F046)", async () => {
    const { kubeconfig, answer, runs } = setUp("certificate");
    await using client = await createClient({ kubeconfig });
    const call = (): Promise<Caller> => client.rest.json<Caller>({ method: "GET", path: "/" });
    answer(certificate("client"));
    const before = whoAmI.connections;
    expect(await call()).toEqual({ certificate: "tester" });
    expect(await call()).toEqual({ certificate: "tester" });
    expect(whoAmI.connections).toBe(before + 1);
    whoAmI.refused.add("tester");
    answer({ ...certificate("server"), token: "both" });
    await expect(call()).rejects.toMatchObject({ code: 401 });
    expect(await call()).toEqual({ certificate: "localhost", token: "both" });
    expect(runs()).toBe(2);
    expect(whoAmI.connections).toBe(before + 2);
  });

  it("does not run it for a call that says itself who calls (F047)", async () => {
    const { kubeconfig, answer, runs } = setUp("yielding");
    answer({ token: "plugin" });
    await using client = await createClient({ kubeconfig });
    // The plugin might bring a certificate as well, for which it is asked by every new connection, as in client-go.
    const mine = { method: "GET" as const, path: "/", headers: [["authorization", "Bearer mine"]] as const };
    expect(await client.rest.json<Caller>(mine)).toEqual({ token: "mine" });
    expect(runs()).toBe(1);
    expect(await client.rest.json<Caller>(mine)).toEqual({ token: "mine" });
    expect(runs()).toBe(1);
  });

  it.for<[string, User]>([
    ["token", { token: "own" }],
    ["name and password", { username: "jane", password: "p" }],
    [
      "certificate",
      { "client-certificate-data": encodePem(pem("client")), "client-key-data": encodePem(pem("client-key")) },
    ],
  ])("never runs it where the user has a %s (F047, C79)", async ([, own]) => {
    const { kubeconfig, answer, runs } = setUp("static");
    whoAmI.refused.clear();
    answer({ token: "plugin" });
    for (const { user } of kubeconfig.users) Object.assign(user, own);
    await using client = await createClient({ kubeconfig });
    expect((await client.rest.json<Caller>({ method: "GET", path: "/" })).token).not.toBe("plugin");
    expect(runs()).toBe(0);
  });

  it("is run once for two clients of one process (F045), and anew for another user's plugin (D38)", async () => {
    const { kubeconfig, answer, runs } = setUp("shared");
    const other = setUp("other");
    answer({ token: "shared" });
    other.answer({ token: "other" });
    await using one = await createClient({ kubeconfig });
    await using two = await createClient({ kubeconfig: structuredClone(kubeconfig) });
    await using three = await createClient({ kubeconfig: other.kubeconfig });
    const tokens = [one, two, three].map(
      async ({ rest }) => (await rest.json<Caller>({ method: "GET", path: "/" })).token,
    );
    expect(await Promise.all(tokens)).toEqual(["shared", "shared", "other"]);
    expect(runs()).toBe(1);
  });
});
